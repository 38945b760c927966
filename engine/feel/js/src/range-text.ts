// `range("[1..3]")`: an interval from text, whose ends are literals only (DMN 1.5 §10.3.4.1).
import { unquote } from "./compile";
import { fromText } from "./numbers";
import { compareBy } from "./operators";
import { parseAt, parseDate, parseDateTime, parseDuration, parseTime } from "./temporal-text";
import { kindOf, Range, type Comparison, type Value } from "./values";

const STRING = String.raw`"(?:[^"\\]|\\.)*"`;
const END = String.raw`(?:${STRING}|@\s*${STRING}|[a-z ]+\(\s*${STRING}\s*\)|[^"@()\[\]]*?)`;
const RANGE = new RegExp(String.raw`^\s*([\[\](])\s*(${END})\s*\.\.\s*(${END})\s*([\])\[])\s*$`, "s");
const CALL = new RegExp(String.raw`^([a-z ]+?)\s*\(\s*(${STRING})\s*\)$`, "s");

const CALLS: Readonly<Record<string, (text: string) => Value>> = {
  date: parseDate,
  time: parseTime,
  "date and time": parseDateTime,
  duration: parseDuration,
};

/** null where the text is not an interval. An end may be left out on the open side. */
export function parseRange(text: string): Range | null {
  const [, open, first, last, close] = RANGE.exec(text) ?? [];
  if (open === undefined) return null;
  const start = end(first!);
  const stop = end(last!);
  if (start === undefined || stop === undefined || (start === null && stop === null)) return null;
  if ((start === null && open === "[") || (stop === null && close === "]")) return null;
  const ordered = start === null || stop === null || (kindOf(start) === kindOf(stop) && compareBy("<=", start, stop) === true);
  if (!ordered) return null;
  const sign = start === null ? compareSign("<", close === "]") : stop === null ? compareSign(">", open === "[") : null;
  return new Range(start, stop, open === "[", close === "]", sign);
}

/** An end left out makes it the same interval as a comparison. */
function compareSign(sign: "<" | ">", included: boolean): Comparison {
  return included ? `${sign}=` : sign;
}

/** null for an end left out, undefined for one that is not a literal. */
function end(source: string): Value | undefined {
  if (source === "") return null;
  if (source.startsWith('"')) return unquote(source);
  if (source.startsWith("@")) return parseAt(unquote(source.slice(1).trim())) ?? undefined;
  const call = CALL.exec(source);
  if (call) return CALLS[call[1]!]?.(unquote(call[2]!)) ?? undefined;
  return /^-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(source) ? fromText(source) : undefined;
}

// String functions (DMN 1.5 table 73) and those Camunda 8 adds. Positions count characters, not UTF-16 units.
import { toPattern, toReplacement } from "../regex";
import { toDouble, type Num } from "../numbers";
import { warn } from "../run";
import type { Value } from "../values";
import { declare } from "./signature";

function substring(text: string, start: Num, length?: Num): Value {
  const characters = Array.from(text);
  const from = Math.trunc(toDouble(start));
  const count = length === undefined ? Infinity : Math.trunc(toDouble(length));
  if (from === 0 || Math.abs(from) > characters.length || count < 1) return warn("the substring lies outside the string");
  const first = from > 0 ? from - 1 : characters.length + from;
  return characters.slice(first, first + count).join("");
}

function before(text: string, match: string): string {
  const at = text.indexOf(match);
  return at < 0 ? "" : text.slice(0, at);
}

function after(text: string, match: string): string {
  const at = text.indexOf(match);
  return at < 0 ? "" : text.slice(at + match.length);
}

function replace(text: string, pattern: string, replacement: string, flags: string | null = ""): Value {
  const regex = toPattern(pattern, flags ?? "", "g");
  const by = toReplacement(replacement, flags ?? "");
  if (!regex || !by) return warn("the pattern or its replacement is not valid");
  if (toPattern(pattern, flags ?? "")?.test("")) return warn("the pattern matches the empty string");
  return text.replace(regex, (...found: unknown[]) => by(found));
}

function matches(text: string, pattern: string, flags: string | null = ""): Value {
  const regex = toPattern(pattern, flags ?? "");
  return regex ? regex.test(text) : warn("the pattern is not valid");
}

function split(text: string, delimiter: string): Value {
  const regex = toPattern(delimiter, "", "g");
  if (!regex) return warn("the delimiter is not a valid pattern");
  const parts: string[] = [];
  let from = 0;
  for (const found of text.matchAll(regex)) {
    if (found[0] === "" && (found.index === from || found.index === text.length)) continue;
    parts.push(text.slice(from, found.index));
    from = found.index + found[0].length;
  }
  return [...parts, text.slice(from)];
}

function join(list: Value[], delimiter: string | null = "", prefix: string | null = "", suffix: string | null = ""): Value {
  const texts = list.filter((item) => item !== null);
  if (!texts.every((item) => typeof item === "string")) return warn("only strings can be joined");
  return `${prefix ?? ""}${texts.join(delimiter ?? "")}${suffix ?? ""}`;
}

function extract(text: string, pattern: string): Value {
  const regex = toPattern(pattern, "", "g");
  return regex ? (text.match(regex) ?? []) : warn("the pattern is not valid");
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function toBase64(text: string): string {
  const bytes = encodeURIComponent(text.replace(/[\uD800-\uDFFF]/gu, "\uFFFD")).replace(/%(..)/g, (_all, byte: string) =>
    String.fromCharCode(parseInt(byte, 16)),
  );
  let coded = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [a, b, c] = [0, 1, 2].map((by) => bytes.charCodeAt(at + by) || 0) as [number, number, number];
    const four = [a >> 2, ((a & 3) << 4) | (b >> 4), ((b & 15) << 2) | (c >> 6), c & 63];
    coded += four.map((index, by) => (at + by > bytes.length ? "=" : BASE64[index])).join("");
  }
  return coded;
}

export const stringFunctions = declare({
  "substring(string: string, start position: number, length?: number)": substring,
  "string length(string: string)": (text: string) => Array.from(text).length,
  "upper case(string: string)": (text: string) => text.toUpperCase(),
  "lower case(string: string)": (text: string) => text.toLowerCase(),
  "substring before(string: string, match: string)": before,
  "substring after(string: string, match: string)": after,
  "replace(input: string, pattern: string, replacement: string, flags?: string|null)": replace,
  "contains(string: string, match: string)": (text: string, match: string) => text.includes(match),
  "starts with(string: string, match: string)": (text: string, match: string) => text.startsWith(match),
  "ends with(string: string, match: string)": (text: string, match: string) => text.endsWith(match),
  "matches(input: string, pattern: string, flags?: string|null)": matches,
  "split(string: string, delimiter: string)": split,
  "string join(list: list, delimiter?: string|null)": join,
  "string join(list: list, delimiter: string|null, prefix: string|null, suffix: string|null)": join,
  "extract(string: string, pattern: string)": extract,
  "trim(string: string)": (text: string) => text.trim(),
  "is blank(string: string)": (text: string) => text.trim() === "",
  "to base64(value: string)": toBase64,
});

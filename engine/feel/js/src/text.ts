// The text that `string()` gives of a value.
import { isNumber, text as numberText } from "./numbers";
import { isTemporal } from "./temporal";
import { FeelFunction, Range, type Value } from "./values";

/** A string is its own text; within lists and contexts it is quoted. null has no text. */
export function textOf(value: Value): string | null {
  if (value === null || typeof value === "string") return value;
  return literalText(value);
}

function literalText(value: Value): string {
  if (value === null) return "null";
  if (typeof value === "string") return quote(value);
  if (isNumber(value)) return numberText(value);
  if (typeof value === "boolean" || isTemporal(value)) return String(value);
  if (Array.isArray(value)) return `[${value.map(literalText).join(", ")}]`;
  if (value instanceof Map) return `{${[...value].map(([key, item]) => `${keyText(key)}: ${literalText(item)}`).join(", ")}}`;
  if (value instanceof Range) return rangeText(value);
  return `function(${(value as FeelFunction).parameters.map(({ name }) => name).join(", ")})`;
}

function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, "\\$&")}"`;
}

function keyText(key: string): string {
  return /^[\p{L}_?][\p{L}\p{N}_\s'.\-+*/]*$/u.test(key) ? key : quote(key);
}

function rangeText(range: Range): string {
  if (range.test !== null) return `${range.test} ${endText(range.start ?? range.end)}`;
  return `${range.startIncluded ? "[" : "("}${endText(range.start)}..${endText(range.end)}${range.endIncluded ? "]" : ")"}`;
}

function endText(value: Value): string {
  return isTemporal(value) ? `@"${value}"` : literalText(value);
}

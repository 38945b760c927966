// Conversion functions (DMN 1.5 table 72), and to and from JSON as Camunda 8 has them.
import { fromText, type Num } from "../numbers";
import { warn } from "../run";
import { parseRange } from "../range-text";
import { fromJson, toJson } from "../json";
import { textOf } from "../text";
import type { Value } from "../values";
import { declare } from "./signature";

const NUMERIC = /^-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?$/;

function number(from: string, grouping: string | null = null, point: string | null = null): Value {
  if (grouping !== null && ![" ", ",", "."].includes(grouping)) return warn("the grouping separator is a space, comma or period");
  if (point !== null && ![",", "."].includes(point)) return warn("the decimal separator is a comma or period");
  if (point !== null && grouping === point) return warn("the two separators must differ");
  let text = grouping === null ? from : from.replaceAll(grouping, "");
  if (point !== null) text = point === "," && text.includes(".") ? "" : text.replace(point, ".");
  return NUMERIC.test(text) ? fromText(text) : warn(`"${from}" is not a number`);
}

function parseJson(text: string): Value {
  try {
    return fromJson(JSON.parse(text));
  } catch {
    return warn("the text is not JSON");
  }
}

export const conversionFunctions = declare({
  "number(from: string)": (from: string) => number(from),
  "number(from: string, grouping separator: string|null, decimal separator?: string|null)": number,
  "number(from: number)": (from: Num) => from,
  "string(from: any)": textOf,
  "range(from: string)": (from: string) => parseRange(from) ?? warn(`"${from}" is not an interval`),
  "not(negand: any)": (negand: Value) => (typeof negand === "boolean" ? !negand : null),
  "from json(value: string)": parseJson,
  "to json(value: any)": (value: Value) => JSON.stringify(toJson(value)),
});

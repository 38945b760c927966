// Values to and from JSON, and to and from the richer form in which Python hands them over.
import { fromDouble, fromText, isNumber, text, toDouble } from "./numbers";
import { isTemporal } from "./temporal";
import { parseAt } from "./temporal-text";
import { kindOf, Range, type Comparison, type Context, type Value } from "./values";

/** Strings stay strings, also where they look like dates. */
export function fromJson(json: unknown): Value {
  if (json === null || json === undefined) return null;
  if (typeof json === "number") return fromDouble(json);
  if (typeof json === "string" || typeof json === "boolean") return json;
  if (Array.isArray(json)) return json.map(fromJson);
  return new Map(Object.entries(json).map(([name, value]) => [name, fromJson(value)]));
}

/** Temporal values as ISO 8601 text; an interval as its properties; a function has no JSON and becomes null. */
export function toJson(value: Value): unknown {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (isNumber(value)) return toDouble(value);
  if (isTemporal(value)) return String(value);
  if (Array.isArray(value)) return value.map(toJson);
  if (value instanceof Map) return objectOf(value, toJson);
  return value instanceof Range ? objectOf(rangeEntries(value), toJson) : null;
}

function objectOf(context: Context, convert: (value: Value) => unknown): Record<string, unknown> {
  return Object.fromEntries([...context].map(([name, value]) => [name, convert(value)]));
}

function rangeEntries(range: Range): Context {
  return new Map<string, Value>([
    ["start", range.start],
    ["end", range.end],
    ["start included", range.startIncluded],
    ["end included", range.endIncluded],
  ]);
}

/**
 * What Python sent. What JSON cannot say is `{"@": kind, "v": …}`: a number as text, a temporal value as text, and a
 * context as pairs where its own names would be mistaken for this.
 */
export function fromWire(wire: unknown): Value {
  if (wire === null || wire === undefined) return null;
  if (typeof wire === "number") return fromDouble(wire);
  if (typeof wire === "string" || typeof wire === "boolean") return wire;
  if (Array.isArray(wire)) return wire.map(fromWire);
  if ("@" in (wire as object)) return tagged(wire as { "@": string; v: unknown });
  return new Map(Object.entries(wire).map(([name, value]) => [name, fromWire(value)]));
}

function tagged(wire: { "@": string; v: unknown }): Value {
  if (wire["@"] === "number") return fromText(String(wire.v));
  if (wire["@"] === "range") return rangeOf(wire.v as unknown[]);
  if (wire["@"] === "context") return new Map((wire.v as [string, unknown][]).map(([name, value]) => [name, fromWire(value)]));
  return parseAt(String(wire.v));
}

function rangeOf([start, end, startIncluded, endIncluded, test]: unknown[]): Range {
  const sign = (test ?? null) as Comparison | null;
  return new Range(fromWire(start), fromWire(end), startIncluded === true, endIncluded === true, sign);
}

/** What Python reads back: every kind that JSON lacks is tagged. */
export function toWire(value: Value): unknown {
  if (value === null || typeof value === "string" || typeof value === "boolean" || typeof value === "number") return value;
  if (isNumber(value)) return { "@": "number", v: text(value) };
  if (Array.isArray(value)) return value.map(toWire);
  if (value instanceof Map) return { "@": "context", v: [...value].map(([name, item]) => [name, toWire(item)]) };
  if (value instanceof Range)
    return { "@": "range", v: [toWire(value.start), toWire(value.end), value.startIncluded, value.endIncluded, value.test] };
  return { "@": kindOf(value), v: isTemporal(value) ? String(value) : (value as { name: string }).name };
}

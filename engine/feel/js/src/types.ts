// FEEL types: what `instance of` asks and what parameters are coerced to (DMN 1.5 §10.3.2.9).
import { atMidnight, FeelDate } from "./temporal";
import { FeelFunction, kindOf, Range, type Kind, type Value } from "./values";

export type Type =
  | { readonly is: "Any" | "Null" | Exclude<Kind, "null" | "list" | "context" | "range" | "function"> }
  | { readonly is: "duration" }
  | { readonly is: "list"; readonly of: Type }
  | { readonly is: "range"; readonly of: Type }
  | { readonly is: "context"; readonly entries: ReadonlyMap<string, Type> }
  | { readonly is: "function"; readonly parameters: readonly Type[] | null; readonly result: Type };

export const ANY: Type = { is: "Any" };

const NAMED: ReadonlyMap<string, Type> = new Map<string, Type>([
  ["Any", ANY],
  ["Null", { is: "Null" }],
  ["number", { is: "number" }],
  ["string", { is: "string" }],
  ["boolean", { is: "boolean" }],
  ["date", { is: "date" }],
  ["time", { is: "time" }],
  ["date and time", { is: "date and time" }],
  ["dateTime", { is: "date and time" }],
  ["duration", { is: "duration" }],
  ["days and time duration", { is: "days and time duration" }],
  ["dayTimeDuration", { is: "days and time duration" }],
  ["years and months duration", { is: "years and months duration" }],
  ["yearMonthDuration", { is: "years and months duration" }],
  ["list", { is: "list", of: ANY }],
  ["range", { is: "range", of: ANY }],
  ["context", { is: "context", entries: new Map() }],
  ["function", { is: "function", parameters: null, result: ANY }],
]);

/** A type that FEEL names itself; undefined for any other. */
export function namedType(name: string): Type | undefined {
  return NAMED.get(name);
}

/** null is an instance of Null alone. */
export function isInstance(value: Value, type: Type): boolean {
  if (value === null) return type.is === "Null";
  return fits(value, type);
}

function fits(value: Value, type: Type): boolean {
  switch (type.is) {
    case "Any":
      return true;
    case "list":
      return Array.isArray(value) && value.every((item) => item === null || fits(item, type.of));
    case "context":
      return value instanceof Map && [...type.entries].every(([name, of]) => hasEntry(value.get(name), of));
    case "range":
      return value instanceof Range && [value.start, value.end].every((end) => end === null || fits(end, type.of));
    case "function":
      return value instanceof FeelFunction && functionFits(value, type);
    case "duration":
      return kindOf(value).endsWith(" duration");
    default:
      return kindOf(value) === type.is;
  }
}

function hasEntry(value: Value | undefined, type: Type): boolean {
  return value !== undefined && (value === null || fits(value, type));
}

/** Its parameters take at least what is asked, and what its body is known to give is of the type. */
function functionFits(value: FeelFunction, { parameters, result }: Type & { is: "function" }): boolean {
  if (parameters === null) return true;
  if (value.parameters.length !== parameters.length) return false;
  if (value.result !== null && !conforms(value.result, result)) return false;
  return parameters.every((type, at) => conforms(type, value.parameters[at]!.type ?? ANY));
}

/** Is every value of `type` also one of `wider`? */
export function conforms(type: Type, wider: Type): boolean {
  if (wider.is === "Any" || type.is === "Null") return true;
  if (type.is !== wider.is) return wider.is === "duration" && type.is.endsWith(" duration");
  if ((type.is === "list" && wider.is === "list") || (type.is === "range" && wider.is === "range"))
    return conforms(type.of, wider.of);
  if (type.is === "context" && wider.is === "context")
    return [...wider.entries].every(([name, of]) => type.entries.has(name) && conforms(type.entries.get(name)!, of));
  if (type.is === "function" && wider.is === "function") return functionConforms(type, wider);
  return true;
}

function functionConforms(type: Type & { is: "function" }, wider: Type & { is: "function" }): boolean {
  const theirs = wider.parameters;
  if (theirs === null || type.parameters === null) return theirs === null;
  return (
    type.parameters.length === theirs.length &&
    type.parameters.every((own, at) => conforms(theirs[at]!, own)) &&
    conforms(type.result, wider.result)
  );
}

/**
 * The value as one of `type`: itself, its only item, a list of it, or (of a date) its midnight in UTC.
 * null where it cannot be (DMN 1.5 §10.3.2.9.4).
 */
export function coerce(value: Value, type: Type): Value {
  if (value === null || fits(value, type)) return value;
  if (Array.isArray(value) && value.length === 1 && type.is !== "list") return coerce(value[0]!, type);
  if (type.is === "list" && !Array.isArray(value) && fits(value, type.of)) return [value];
  if (type.is === "date and time" && value instanceof FeelDate) return atMidnight(value);
  return null;
}

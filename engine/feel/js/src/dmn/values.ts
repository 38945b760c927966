// What DMN asks of FEEL's values; the only module here that knows how FEEL holds them.
import { callFunctionNamed, equals, evaluate, kindOf, makeFunction as makeFeelFunction, type Scope, type Value } from "../feel";

export { evaluate, evaluateUnaryTests, fromJson, toJson, FeelSyntaxError } from "../feel";
export type { Answer, Scope, Value } from "../feel";

/** Make a value that FEEL can call; `body` gets one value per parameter. */
export function makeFunction(parameters: string[], body: (args: Value[]) => Value): Value {
  return makeFeelFunction(
    parameters.map((name) => ({ name })),
    body,
  );
}

export function isFunction(value: Value | undefined): boolean {
  return kindOf(value ?? null) === "function";
}

/** Call a function value by parameter names. */
export function callNamed(callee: Value, bindings: Map<string, Value>): Value {
  return callFunctionNamed(callee, bindings);
}

export function isList(value: Value): value is Value[] {
  return Array.isArray(value);
}

export function isContext(value: Value | undefined): boolean {
  return value instanceof Map;
}

export function makeContext(entries: Iterable<[string, Value]>): Value {
  return new Map(entries);
}

export function contextEntries(context: Value): [string, Value][] {
  return [...(context as Map<string, Value>)];
}

/** The name of the FEEL type of a value. */
export function typeOf(value: Value | undefined): string {
  const kind = kindOf(value ?? null);
  return kind === "null" ? "Null" : kind;
}

function ask(expression: string, value: Value): Value {
  return evaluate(expression, new Map([["value", value]])).value;
}

export function equal(a: Value, b: Value): boolean {
  return equals(a, b) === true;
}

/** The elements of a list or a range of whole numbers; null when there is nothing to iterate over. */
export function elements(value: Value): Value[] | null {
  if (value === null) return null;
  if (isList(value)) return value;
  return typeOf(value) === "range" ? (ask("for one in value return one", value) as Value[] | null) : [value];
}

/** Text becomes a temporal value of this type; null when it is not one. */
export function temporal(type: string, text: string): Value {
  const converter = CONVERTERS[type];
  return converter === undefined ? null : ask(`${converter}(value)`, text);
}

const CONVERTERS: Record<string, string> = {
  date: "date",
  time: "time",
  "date and time": "date and time",
  "days and time duration": "duration",
  "years and months duration": "duration",
};

/** A date as the first moment of its day, in UTC. */
export function startOfDay(date: Value): Value {
  return ask('date and time(value, time("00:00:00Z"))', date);
}

/** `sum`, `min`, `max` of FEEL. */
export function aggregate(name: "sum" | "min" | "max", values: Value[]): Value {
  return ask(`${name}(value)`, values);
}

// What DMN asks of FEEL's values; the only module here that knows how FEEL holds them.
import { evaluate, type Scope, type Value } from "../feel";

export { evaluate, evaluateUnaryTests, fromJson, toJson, FeelSyntaxError } from "../feel";
export type { Answer, Scope, Value } from "../feel";

type Callable = ((...args: Value[]) => Value) & { $args: string[] };

/** Make a value that FEEL can call; `body` gets one value per parameter, null for one that was not given. */
export function makeFunction(parameters: string[], body: (args: Value[]) => Value): Value {
  const callable = ((...args: Value[]) => body(parameters.map((_, index) => args[index] ?? null))) as Callable;
  callable.$args = parameters;
  return callable;
}

export function isFunction(value: Value): boolean {
  return typeof value === "function" || (isObject(value) && "parameterNames" in value);
}

/** Call a function value by parameter names. */
export function callNamed(callee: Value, bindings: Map<string, Value>): Value {
  const names = [...bindings.keys()];
  const text = names.map((name, index) => `${name}: argument${index}`).join(", ");
  const scope: Scope = new Map([["callee", callee]]);
  [...bindings.values()].forEach((value, index) => scope.set(`argument${index}`, value));
  return evaluate(`callee(${text})`, scope).value;
}

function isObject(value: Value): value is Record<string, Value> {
  return typeof value === "object" && value !== null;
}

export function isList(value: Value): value is Value[] {
  return Array.isArray(value);
}

export function isContext(value: Value): boolean {
  return isObject(value) && Object.getPrototypeOf(value) === Object.prototype;
}

export function makeContext(entries: Iterable<[string, Value]>): Value {
  return Object.fromEntries(entries);
}

export function contextEntries(context: Value): [string, Value][] {
  return Object.entries(context as Record<string, Value>);
}

/** The name of the FEEL type of a value. */
export function typeOf(value: Value): string {
  if (value === null || value === undefined) return "Null";
  if (isFunction(value)) return "function";
  if (isList(value)) return "list";
  if (isContext(value)) return "context";
  if (typeof value !== "object") return typeof value;
  const found = TEMPORAL.find((type) => ask(`value instance of ${type}`, value) === true);
  return found ?? "range";
}

const TEMPORAL = ["date", "time", "date and time", "days and time duration", "years and months duration"];

function ask(expression: string, value: Value, other: Value = null): Value {
  return evaluate(expression, new Map([["value", value], ["other", other]])).value;
}

export function equal(a: Value, b: Value): boolean {
  return ask("value = other", a, b) === true;
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

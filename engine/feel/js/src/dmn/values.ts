// What DMN asks of FEEL's values; the only module here that knows how FEEL holds them.
import { equals, evaluate, FeelFunction, fromJson, kindOf, Range, type Context, type Value } from "../feel";

export {
  ANY,
  callFunctionNamed as callNamed,
  evaluate,
  evaluateUnaryTests,
  FeelFunction,
  fromJson,
  fromWire,
  isPlain,
  kindOf,
  namedType,
  syntaxProblem,
  toJson,
  toWire,
} from "../feel";
export type { Arguments } from "../values";
export type { Answer, Context, Options, Scope, Type, Value } from "../feel";

export type Moment = Exclude<import("../feel").Options["now"], undefined>;

export function isFunction(value: Value): value is FeelFunction {
  return value instanceof FeelFunction;
}

export function isContext(value: Value): value is Context {
  return value instanceof Map;
}

export function equal(a: Value, b: Value): boolean {
  return equals(a, b) === true;
}

export function numberOf(count: number): Value {
  return fromJson(count);
}

/** The items that can be iterated over: of a list, or of a range of numbers or dates; null when there are none. */
export function elements(value: Value): Value[] | null {
  if (value === null) return null;
  if (Array.isArray(value)) return value;
  return value instanceof Range ? (ask("for one in value return one", value) as Value[] | null) : [value];
}

function ask(expression: string, value: Value): Value {
  return evaluate(expression, new Map([["value", value]])).value;
}

/** Text becomes a temporal value of this type; null when it is not one. */
export function temporal(type: string, text: string): Value {
  const converter = CONVERTERS[type];
  if (converter === undefined) return null;
  const value = ask(`${converter}(value)`, text);
  return kindOf(value) === type ? value : null;
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

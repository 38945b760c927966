// What the rest of the bundle may use of FEEL. Values are opaque: ask these functions about them.
import { evaluate as feelinEvaluate, unaryTest as feelinUnaryTest } from "@bpmn-io/feelin";

/** A FEEL value: null, boolean, string, number, list, context, temporal value, range or function. */
export type Value = unknown;

/** The names an expression may use. */
export type Scope = Map<string, Value>;

export interface Answer {
  value: Value;
  warnings: string[];
}

/** The expression is not FEEL. */
export class FeelSyntaxError extends Error {}

function answer(result: { value: Value; warnings: { message: string }[] }): Answer {
  return { value: result.value ?? null, warnings: result.warnings.map((warning) => warning.message) };
}

/** Evaluate an expression. An error inside gives null and a warning, as the standard says. */
export function evaluate(expression: string, scope: Scope): Answer {
  return answer(feelinEvaluate(expression, Object.fromEntries(scope)));
}

/** Does `input` (the `?` of the tests) pass the unary tests? `value` is true, false or null. */
export function evaluateUnaryTests(tests: string, input: Value, scope: Scope): Answer {
  return answer(feelinUnaryTest(tests, { ...Object.fromEntries(scope), "?": input }));
}

/** JSON becomes FEEL values: strings stay strings. */
export function fromJson(json: unknown): Value {
  return json ?? null;
}

/** FEEL values become JSON: temporal values as ISO 8601 text. */
export function toJson(value: Value): unknown {
  return value ?? null;
}

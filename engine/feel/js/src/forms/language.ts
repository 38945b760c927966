// Expressions of a form: a text that begins with "=". A form shows no error of FEEL: what fails is null.
import { SyntaxError as FeelSyntaxError, evaluate as feelinEvaluate, unaryTest } from "@bpmn-io/feelin";
import type { Data, Json } from "./data";

export interface Scope {
  data: Data;
  this: Json;
  parent: Json;
  i: number[];
}

/** The names an expression sees: a variable hides `this`, `parent` and `i`, never `_this_`, `_parent_` and `_i_`. */
export function contextOf(scope: Scope): Data {
  const { data, ...special } = scope;
  const wrapped = Object.fromEntries(Object.entries(special).map(([name, value]) => [`_${name}_`, value]));
  return { ...special, ...data, ...wrapped };
}

export function isExpression(text: Json): text is string {
  return typeof text === "string" && text.startsWith("=");
}

export function evaluate(text: string, context: Data): Json {
  try {
    return feelinEvaluate(text.slice(1), context).value ?? null;
  } catch {
    return null;
  }
}

/** The value of an expression; anything else stands for itself. */
export function valueOf(value: Json, context: Data): Json {
  return isExpression(value) ? evaluate(value, context) : value;
}

/** Conditions are unary tests without an input, as in the browser: `=missing` is null, which equals the missing input. */
export function test(condition: Json, context: Data): boolean {
  if (!isExpression(condition)) return false;
  try {
    return (unaryTest(condition.slice(1), context).value as Json) === true;
  } catch {
    return false;
  }
}

/** Why the text (after its "=") is no FEEL, or null if it is. */
export function syntaxError(text: string, isTest: boolean): string | null {
  try {
    (isTest ? unaryTest : feelinEvaluate)(text.slice(1), {});
    return null;
  } catch (error) {
    return error instanceof FeelSyntaxError ? error.message : null;
  }
}

// What the rest of the bundle may use of FEEL. Values are opaque: ask these functions about them.
import { compile, compileTests, type Code } from "./compile";
import { invoke } from "./compile-functions";
import { parse, shapeOf, type Dialect } from "./parse";
import { runWith, type Run } from "./run";
import { Scope as Names } from "./scope";
import { ANY, type Type } from "./types";
import { FeelFunction, type Value } from "./values";

export { AssertionFailed, FeelSyntaxError, NotDeterministic, warn } from "./run";
export { fromJson, fromWire, toJson, toWire } from "./json";
export { textOf } from "./text";
export { add, multiply, subtract, divide } from "./operators";
export { isNumber, toDouble, type Num } from "./numbers";
export { isPlain, normalName } from "./scope";
export { ANY, coerce, conforms, isInstance, namedType, type Type } from "./types";
export { compare, equals, kindOf, FeelFunction, Range, type Context, type Kind, type Value } from "./values";

/** The names an expression may use. */
export type Scope = Map<string, Value>;

export interface Answer {
  value: Value;
  warnings: string[];
}

/** `now`: what `now()` answers; `types`: those a model defines. Left out, they are those of the evaluation around. */
export type Options = Partial<Pick<Run, "now" | "types">>;

type Test = ReturnType<typeof compileTests>;

const MOST_COMPILED = 5000;
const compiled = new Map<string, Code | Test>();

/** Compiled once for each text and each shape of the names around it. */
function compiledOf<T extends Code | Test>(source: string, dialect: Dialect, scope: Names): T {
  const { shape, key } = shapeOf(scope, source);
  const id = `${dialect}\n${key}\n${source}`;
  let code = compiled.get(id);
  if (code === undefined) {
    const ast = parse(source, dialect, shape);
    code = dialect === "Expression" ? compile(ast) : compileTests(ast);
    if (compiled.size >= MOST_COMPILED) compiled.clear();
    if (source.length < 10_000) compiled.set(id, code);
  }
  return code as T;
}

/** Evaluate an expression. An error inside gives null and a warning, as the standard says. Throws FeelSyntaxError. */
export function evaluate(expression: string, scope: Scope, options: Options = {}): Answer {
  return runWith(options, ({ warnings }) => {
    const names = new Names(scope, null);
    return { value: compiledOf<Code>(expression, "Expression", names)(names), warnings };
  });
}

/** Does `input` (the `?` of the tests) pass the unary tests? `value` is true or false. Throws FeelSyntaxError. */
export function evaluateUnaryTests(tests: string, input: Value, scope: Scope, options: Options = {}): Answer {
  return runWith(options, ({ warnings }) => {
    const names = new Names(scope, null);
    return { value: compiledOf<Test>(tests, "UnaryTests", names)(names, input), warnings };
  });
}

/** Why the text is not FEEL and where; null when it is. `names`: those it may use, where they have signs or spaces. */
export function syntaxProblem(source: string, dialect: Dialect, names: readonly string[] = []): Error | null {
  try {
    const shape = Object.fromEntries(names.map((name) => [name, {}]));
    const ast = parse(source, dialect, shape);
    if (dialect === "Expression") compile(ast);
    else compileTests(ast);
    return null;
  } catch (error) {
    if (error instanceof Error && !(error instanceof RangeError)) return error;
    throw error;
  }
}

/** A function that FEEL can call; `apply` is handed one value for each parameter, coerced to its type. */
export function makeFunction(
  parameters: readonly { name: string; type?: Type }[],
  apply: (args: Value[]) => Value,
): FeelFunction {
  return new FeelFunction(
    parameters.map(({ name, type }) => ({ name, type: type ?? ANY })),
    apply,
  );
}

/** Call a function value by position; null and a warning where the arguments do not fit. */
export function callFunction(target: Value, args: Value[]): Value {
  return invoke(target, { positional: args });
}

/** Call a function value by the names of its parameters. */
export function callFunctionNamed(target: Value, args: Map<string, Value>): Value {
  return invoke(target, { named: args });
}

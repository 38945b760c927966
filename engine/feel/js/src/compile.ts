// A syntax tree to a function of a scope. One entry of the table per kind of node.
import { compileContext, compileFilter, compileFor, compileList, compilePath, compileQuantified } from "./compile-collections";
import { compileDefinition, compileInvocation } from "./compile-functions";
import { compileInstanceOf } from "./compile-types";
import { builtin } from "./builtins/index";
import { fromText } from "./numbers";
import * as operators from "./operators";
import type { Ast } from "./parse";
import { warn } from "./run";
import { nameOf, type Scope } from "./scope";
import { parseAt } from "./temporal-text";
import { Range, type Comparison, type Value } from "./values";

export type Code = (scope: Scope) => Value;

export const INPUT = nameOf("?");

const COMPILERS: Readonly<Record<string, (ast: Ast) => Code>> = {
  Expression: (ast) => compile(only(ast)),
  PositiveUnaryTest: (ast) => compile(only(ast)),
  FunctionBody: (ast) => compile(only(ast)),
  ParenthesizedExpression: (ast) => compile(ast.children[1]!),
  null: () => () => null,
  BooleanLiteral: (ast) => constant(ast.text === "true"),
  NumericLiteral: (ast) => constant(fromText(ast.text.replace(/\s+/g, ""))),
  StringLiteral: (ast) => constant(unquote(ast.text)),
  DateTimeLiteral: compileTemporal,
  VariableName: (ast) => compileVariable(ast.text),
  BacktickIdentifier: (ast) => compileVariable(ast.text),
  "?": () => compileVariable("?"),
  List: compileList,
  Context: compileContext,
  ArithmeticExpression: compileArithmetic,
  Comparison: compileComparison,
  Conjunction: (ast) => compileLogic(ast, operators.and),
  Disjunction: (ast) => compileLogic(ast, operators.or),
  IfExpression: compileIf,
  ForExpression: compileFor,
  QuantifiedExpression: compileQuantified,
  FilterExpression: compileFilter,
  PathExpression: compilePath,
  Interval: compileInterval,
  SimplePositiveUnaryTest: compileTest,
  FunctionDefinition: compileDefinition,
  FunctionInvocation: compileInvocation,
  InstanceOfExpression: compileInstanceOf,
};

export function compile(ast: Ast): Code {
  const compiler = COMPILERS[ast.name];
  if (!compiler) throw new Error(`no meaning for ${ast.name}`);
  return compiler(ast);
}

export function only(ast: Ast): Ast {
  return ast.children[0]!;
}

export function constant(value: Value): Code {
  return () => value;
}

export function variableName(text: string): string {
  return text.startsWith("`") ? text.slice(1, -1) : text;
}

function compileVariable(text: string): Code {
  const name = nameOf(variableName(text));
  return (scope) => {
    const value = scope.get(name);
    if (value !== undefined) return value;
    return builtin(name.text) ?? warn(`there is no variable "${name.text}"`);
  };
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\", "'": "'" };

/** The text of a string literal: `\\u` takes four hexadecimal digits, `\\U` six. */
export function unquote(literal: string): string {
  return literal
    .slice(1, -1)
    .replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))/gs, (all, four?: string, six?: string, one?: string) => {
      if (four) return String.fromCharCode(parseInt(four, 16));
      if (six) return parseInt(six, 16) <= 0x10ffff ? String.fromCodePoint(parseInt(six, 16)) : all;
      return ESCAPES[one!] ?? all;
    });
}

function compileTemporal(ast: Ast): Code {
  const first = only(ast);
  if (first.name !== "AtLiteral") return compileInvocation(ast);
  const text = unquote(only(first).text);
  const value = parseAt(text);
  return value === null ? () => warn(`@"${text}" is no date, time or duration`) : constant(value);
}

const ARITHMETIC: Readonly<Record<string, (a: Value, b: Value) => Value>> = {
  "+": operators.add,
  "-": operators.subtract,
  "*": operators.multiply,
  "/": operators.divide,
  "**": operators.power,
  "^": operators.power,
};

function compileArithmetic(ast: Ast): Code {
  const [first, second, third] = ast.children as [Ast, Ast, Ast | undefined];
  if (third === undefined) {
    const operand = compile(second);
    return first.text === "-" ? (scope) => operators.negate(operand(scope)) : operand;
  }
  const left = compile(first);
  const right = compile(third);
  const apply = ARITHMETIC[second.text]!;
  return (scope) => apply(left(scope), right(scope));
}

function compileLogic(ast: Ast, apply: (a: Value, b: Value) => boolean | null): Code {
  const left = compile(ast.children[0]!);
  const right = compile(ast.children[2]!);
  return (scope) => apply(left(scope), right(scope));
}

function compileComparison(ast: Ast): Code {
  const [first, sign, second] = ast.children as [Ast, Ast, Ast];
  const left = compile(first);
  if (sign.name === "CompareOp") {
    const right = compile(second);
    return (scope) => operators.compareBy(sign.text as Comparison, left(scope), right(scope));
  }
  if (sign.name === "between") return compileBetween(left, compile(second), compile(ast.children[4]!));
  const tests = second.name === "(" ? ast.children[3]!.children : [second];
  return compileIn(left, tests.map(compileOneTest));
}

function compileBetween(value: Code, low: Code, high: Code): Code {
  return (scope) => {
    const operand = value(scope);
    return operators.and(
      operators.compareBy(">=", operand, low(scope)),
      operators.compareBy("<=", operand, high(scope)),
    );
  };
}

type Test = (scope: Scope, value: Value) => boolean | null;

function compileIn(value: Code, tests: Test[]): Code {
  return (scope) => {
    const operand = value(scope);
    const results = tests.map((test) => test(scope, operand));
    if (results.includes(true)) return true;
    return tests.length === 1 ? results[0]! : false;
  };
}

/** One positive unary test; `?` is the value within it. */
export function compileOneTest(ast: Ast): Test {
  const code = compile(ast);
  const names = mentions(ast, "?");
  const asks = names && innermost(ast).name !== "?";
  const isSpan = spans(innermost(ast));
  return (scope, value) => {
    const test = code(names ? scope.withOne("?", value) : scope);
    return isSpan && test === null ? null : operators.passes(value, test, asks);
  };
}

/** Written as an interval or a comparison: where it has no value nothing passes it, not even null. */
function spans(ast: Ast): boolean {
  return ast.name === "Interval" || (ast.name === "SimplePositiveUnaryTest" && ast.children.length > 1);
}

function innermost(ast: Ast): Ast {
  if (ast.name === "PositiveUnaryTest" || (ast.name === "SimplePositiveUnaryTest" && ast.children.length === 1))
    return innermost(only(ast));
  return ast.name === "ParenthesizedExpression" ? innermost(ast.children[1]!) : ast;
}

function mentions(ast: Ast, name: string): boolean {
  return ast.name === name || ast.children.some((child) => mentions(child, name));
}

function compileIf(ast: Ast): Code {
  const [condition, then, otherwise] = [1, 3, 5].map((at) => compile(ast.children[at]!)) as [Code, Code, Code];
  return (scope) => (condition(scope) === true ? then(scope) : otherwise(scope));
}

function compileInterval(ast: Ast): Code {
  const [open, low, high, close] = ast.children as [Ast, Ast, Ast, Ast];
  const start = compile(low);
  const end = compile(high);
  return (scope) => makeRange(start(scope), end(scope), open.text === "[", close.text === "]");
}

/** null where the ends are of two kinds or stand in the wrong order (DMN 1.5 §10.3.2.7). */
export function makeRange(start: Value, end: Value, startIncluded: boolean, endIncluded: boolean): Value {
  if (start === null && end === null) return warn("an interval needs an end");
  if (start !== null && end !== null) {
    const ordered = operators.compareBy("<=", start, end);
    if (ordered !== true) return ordered === null ? null : warn("the start of an interval lies after its end");
  }
  return new Range(start, end, startIncluded && start !== null, endIncluded && end !== null);
}

function compileTest(ast: Ast): Code {
  const [sign, operand] = ast.children as [Ast, Ast | undefined];
  if (operand === undefined) return compile(sign);
  const end = compile(operand);
  return (scope) => {
    const value = end(scope);
    const equality = sign.text === "=" || sign.text === "!=";
    return value === null && !equality ? null : operators.testRange(sign.text as Comparison, value);
  };
}

/** A whole cell of tests: does the value pass? */
export function compileTests(ast: Ast): Test {
  const [first, , negated] = ast.children as [Ast, Ast | undefined, Ast | undefined];
  if (first.name === "Wildcard") return () => true;
  const tests = (negated ?? first).children.map(compileOneTest);
  return (scope, value) => tests.some((test) => test(scope, value) === true) !== (negated !== undefined);
}

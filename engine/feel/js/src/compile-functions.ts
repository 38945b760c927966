// Functions: their definition and their invocation.
import { compile, only, variableName, type Code } from "./compile";
import { compileType, inferType } from "./compile-types";
import { builtin } from "./builtins/index";
import type { Ast } from "./parse";
import { runWith, warn } from "./run";
import { nameOf, type Scope } from "./scope";
import { coerce } from "./types";
import { FeelFunction, kindOf, Range, type Arguments, type Parameter, type Value } from "./values";

export function compileDefinition(ast: Ast): Code {
  const formal = ast.children.find((child) => child.name === "FormalParameters")?.children ?? [];
  if (ast.children.some((child) => child.name === "external"))
    return () => warn("external functions are not run: a diagram holds no program code");
  const bodyAst = ast.children.find((child) => child.name === "FunctionBody")!;
  const body = compile(bodyAst);
  const result = inferType(bodyAst);
  const parameters = formal.map((one) => ({
    name: nameOf(variableName(one.children[0]!.text)).text,
    type: one.children[1] ? compileType(one.children[1]) : null,
  }));
  return (scope) => {
    const own = parameters.map(({ name, type }): Parameter => ({ name, type: type && type() }));
    const apply = (args: Value[]): Value => body(scope.within(new Map(own.map(({ name }, at) => [name, args[at]!]))));
    return new FeelFunction(own, apply, null, "", result);
  };
}

export function compileInvocation(ast: Ast): Code {
  if (only(ast).text === "is defined") return compileIsDefined(ast.children[2]!);
  const target = compileTarget(only(ast));
  const args = compileArguments(ast.children[2]!);
  return (scope) => invoke(target(scope), args(scope), only(ast).text);
}

/** Whether the argument names something that exists, null included: the one function that looks at names. */
function compileIsDefined(ast: Ast): Code {
  const argument = ast.children[0];
  if (!argument || ast.children.length !== 1) return () => warn("is defined: takes one value");
  const inner = argument.name === "NamedParameter" ? argument.children[1]! : argument;
  const code = compile(inner);
  return (scope) =>
    runWith({ warnings: [] }, ({ warnings }) => {
      code(scope);
      return !warnings.some((warning) => warning.startsWith("there is no "));
    });
}

const NAMES = new Set(["VariableName", "DateTimeConstructor", "SpecialFunctionName"]);

/** What is called by name is a function: a variable `count` that holds none does not hide the function `count`. */
function compileTarget(ast: Ast): Code {
  if (!NAMES.has(ast.name)) return compile(ast);
  const name = nameOf(variableName(ast.text));
  return (scope) => {
    const value = scope.get(name) ?? null;
    return isCallable(value) ? value : (builtin(name.text) ?? value);
  };
}

function isCallable(value: Value): boolean {
  return value instanceof FeelFunction || value instanceof Range;
}

function compileArguments(ast: Ast): (scope: Scope) => Arguments {
  if (ast.name === "PositionalParameters") {
    const values = ast.children.map(compile);
    return (scope) => ({ positional: values.map((value) => value(scope)) });
  }
  if (ast.name !== "NamedParameters") return () => ({ positional: [] });
  const named = ast.children.map((one) => ({
    name: nameOf(variableName(one.children[0]!.text)).text,
    value: compile(one.children[1]!),
  }));
  return (scope) => ({ named: new Map(named.map(({ name, value }) => [name, value(scope)])) });
}

/** Call a function value; null and a warning where the arguments do not fit it. */
export function invoke(target: Value, args: Arguments, called = ""): Value {
  if (target instanceof Range && "positional" in args && args.positional.length === 1)
    return target.includes(args.positional[0]!);
  if (!(target instanceof FeelFunction)) return warn(`${called || kindOf(target)} is not a function`);
  const bound = target.bind ? target.bind(args) : bindOwn(target.parameters, args);
  return typeof bound === "string" ? warn(`${called}: ${bound}`) : target.apply(bound);
}

function bindOwn(parameters: readonly Parameter[], args: Arguments): Value[] | string {
  const values = "positional" in args ? args.positional : inOrder(parameters, args.named);
  if (values === null || values.length !== parameters.length)
    return `takes ${parameters.map(({ name }) => name).join(", ") || "nothing"}`;
  return values.map((value, at) => {
    const type = parameters[at]!.type;
    return type === null ? value : coerce(value, type);
  });
}

/** null where a name is not one of the parameters'; a parameter that is not supplied by name is null. */
function inOrder(parameters: readonly Parameter[], named: Map<string, Value>): Value[] | null {
  for (const name of named.keys()) if (!parameters.some((one) => one.name === name)) return null;
  return parameters.map(({ name }) => named.get(name) ?? null);
}

// Types in expressions: `instance of`, and those of a function's parameters.
import { compile, only, type Code } from "./compile";
import type { Ast } from "./parse";
import { currentRun, warn } from "./run";
import { nameOf } from "./scope";
import { ANY, isInstance, namedType, type Type } from "./types";
import { kindOf, type Kind } from "./values";

/** null while a name in the type is unknown; types of a model are known only when it runs. */
type TypeCode = () => Type | null;

export function compileInstanceOf(ast: Ast): Code {
  const value = compile(ast.children[0]!);
  const type = compileType(ast.children[3]!);
  const outer = OUTER[only(ast.children[3]!).name];
  return (scope) => {
    const wanted = type();
    const operand = value(scope);
    if (wanted !== null) return isInstance(operand, wanted);
    return outer && operand !== null && kindOf(operand) !== outer ? false : warn(`there is no type ${ast.children[3]!.text}`);
  };
}

/** What is no context is none of `context<a: unknown>` either. */
const OUTER: Readonly<Record<string, Kind>> = {
  ListType: "list",
  RangeType: "range",
  ContextType: "context",
  FunctionType: "function",
};

export function compileType(ast: Ast): TypeCode {
  switch (ast.name) {
    case "Type":
      return compileType(ast.children[0]!);
    case "ListType":
    case "RangeType":
      return compileWrapped(ast.name === "ListType" ? "list" : "range", compileType(typesIn(ast)[0]!));
    case "ContextType":
      return compileContextType(ast);
    case "FunctionType":
      return compileFunctionType(ast);
    default:
      return compileNamedType(nameOf(ast.text).text.replace(/\s*\.\s*/g, "."));
  }
}

function typesIn(ast: Ast): Ast[] {
  return ast.children.filter((child) => child.name === "Type");
}

function compileNamedType(name: string): TypeCode {
  const own = namedType(name);
  return own ? () => own : () => currentRun().types.get(name) ?? null;
}

function compileWrapped(is: "list" | "range", item: TypeCode): TypeCode {
  return () => {
    const of = item();
    return of && { is, of };
  };
}

function compileContextType(ast: Ast): TypeCode {
  const entries = ast.children
    .filter((child) => child.name === "ContextEntryTypes")
    .flatMap((child) => child.children)
    .map((entry) => [nameOf(entry.children[0]!.text).text, compileType(entry.children[1]!)] as const);
  return () => {
    const known = new Map<string, Type>();
    for (const [name, code] of entries) {
      const type = code();
      if (type === null) return null;
      known.set(name, type);
    }
    return { is: "context", entries: known };
  };
}

function compileFunctionType(ast: Ast): TypeCode {
  const parameters = ast.children
    .filter((child) => child.name === "ArgumentTypes")
    .flatMap((child) => child.children)
    .map((argument) => compileType(argument.name === "ArgumentType" ? argument.children[0]! : argument));
  const result = typesIn(ast)[0];
  const resultCode = result ? compileType(result) : () => ANY;
  return () => {
    const types = parameters.map((code) => code());
    const gives = resultCode();
    return gives === null || types.includes(null) ? null : { is: "function", parameters: types as Type[], result: gives };
  };
}

const LITERALS: Readonly<Record<string, Type>> = {
  StringLiteral: { is: "string" },
  NumericLiteral: { is: "number" },
  BooleanLiteral: { is: "boolean" },
  Comparison: { is: "boolean" },
  InstanceOfExpression: { is: "boolean" },
};

/** The type that an expression has whatever the names in it hold; null where it is not plain to see. */
export function inferType(ast: Ast): Type | null {
  switch (ast.name) {
    case "ParenthesizedExpression":
      return inferType(ast.children[1]!);
    case "FunctionBody":
      return inferType(ast.children[0]!);
    case "Context":
      return inferContext(ast.children.slice(1, -1));
    default:
      return LITERALS[ast.name] ?? null;
  }
}

function inferContext(entries: readonly Ast[]): Type {
  const types = entries.map((entry) => {
    const key = entry.children[0]!.text.replace(/^"|"$/g, "");
    return [nameOf(key).text, inferType(entry.children[1]!) ?? ANY] as const;
  });
  return { is: "context", entries: new Map(types) };
}

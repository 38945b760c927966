// Built-in functions are declared by their signature as the standard prints it, so that binding, names and types
// are checked in one place.
import { atMidnight, FeelDate } from "../temporal";
import { FeelFunction, kindOf, type Arguments, type Value } from "../values";

/** What a function computes of its bound arguments; an argument left out is undefined. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Body = (...args: any[]) => Value;

interface Formal {
  readonly name: string;
  readonly kinds: readonly string[];
  readonly optional: boolean;
  readonly variadic: boolean;
}

interface Signature {
  readonly formals: readonly Formal[];
  readonly body: Body;
}

export type Declarations = Readonly<Record<string, Body>>;

/** `name(a: kind|kind, b?: kind, ...c: kind)`; the kind `any` takes null too, every other only what it names. */
function parseSignature(text: string): { name: string; formals: Formal[] } {
  const [, name, list] = /^([^(]+)\((.*)\)$/.exec(text)!;
  const formals = list!
    .split(", ")
    .filter(Boolean)
    .map((formal) => {
      const [, dots, formalName, mark, kinds] = /^(\.\.\.)?([^:?]+)(\?)?: (.+)$/.exec(formal)!;
      return { name: formalName!, kinds: kinds!.split("|"), optional: mark !== undefined, variadic: dots !== undefined };
    });
  return { name: name!, formals };
}

/** The functions of a table of declarations; several signatures of one name are tried in their order. */
export function declare(declarations: Declarations): Map<string, FeelFunction> {
  const signatures = new Map<string, Signature[]>();
  for (const [text, body] of Object.entries(declarations)) {
    const { name, formals } = parseSignature(text);
    signatures.set(name, [...(signatures.get(name) ?? []), { formals, body }]);
  }
  return new Map([...signatures].map(([name, all]) => [name, functionOf(name, all)]));
}

function functionOf(name: string, signatures: Signature[]): FeelFunction {
  const parameters = signatures[0]!.formals.map((formal) => ({ name: formal.name, type: null }));
  const bindAndApply = (args: Arguments): Value[] | string => {
    let problem = "";
    for (const { formals, body } of signatures) {
      const bound = bind(formals, args);
      if (typeof bound !== "string") return [body(...bound)];
      problem ||= bound;
    }
    return problem;
  };
  return new FeelFunction(parameters, (args) => args[0]!, bindAndApply, name);
}

function bind(formals: readonly Formal[], args: Arguments): unknown[] | string {
  const given = "positional" in args ? args.positional : arrange(formals, args.named);
  if (typeof given === "string") return given;
  const last = formals[formals.length - 1];
  if (given.length > formals.length && !last?.variadic) return `takes at most ${formals.length} arguments`;
  const bound: unknown[] = [];
  const count = Math.max(given.length, formals.length);
  for (let at = 0; at < count; at += 1) {
    const formal = formals[at] ?? last!;
    const value = given[at];
    if (value === undefined) {
      if (!formal.optional && !formal.variadic) return `needs "${formal.name}"`;
      continue;
    }
    const fitting = fit(value, formal.kinds);
    if (fitting === undefined) return `"${formal.name}" cannot be a ${kindOf(value)}`;
    bound[at] = fitting;
  }
  return bound;
}

/** A parameter that is not supplied by name is null (DMN 1.5 §10.3.2.13.5); an optional one keeps its default. */
function arrange(formals: readonly Formal[], named: Map<string, Value>): (Value | undefined)[] | string {
  const known = new Set(formals.map(({ name }) => name));
  for (const name of named.keys()) if (!known.has(name)) return `has no parameter "${name}"`;
  return formals.map(({ name, optional, variadic }) => {
    const supplied = named.get(name);
    return supplied === undefined && !optional && !variadic ? null : supplied;
  });
}

/** The value as one of the kinds, by the implicit conversions of the standard; undefined where it is none. */
function fit(value: Value, kinds: readonly string[]): Value | undefined {
  if (isOf(value, kinds)) return value;
  if (value === null) return undefined;
  if (kinds.includes("list")) return [value];
  if (Array.isArray(value)) return value.length === 1 && value[0] !== null ? fit(value[0]!, kinds) : undefined;
  if (value instanceof FeelDate && kinds.includes("date and time")) return atMidnight(value);
  return undefined;
}

function isOf(value: Value, kinds: readonly string[]): boolean {
  const kind = kindOf(value);
  return kinds.includes("any") || kinds.includes(kind) || (kinds.includes("point") && isPoint(kind));
}

function isPoint(kind: string): boolean {
  return !["null", "list", "range", "function", "context", "boolean"].includes(kind);
}

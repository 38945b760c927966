// Text to a syntax tree, by the grammar that the modelers' FEEL editors use (@bpmn-io/lezer-feel).
import { parser, trackVariables } from "@bpmn-io/lezer-feel";
import type { SyntaxNode } from "@lezer/common";
import { FeelSyntaxError } from "./run";
import { isPlain, LazyContext, type Scope } from "./scope";

export type Dialect = "Expression" | "UnaryTests";

export interface Ast {
  readonly name: string;
  readonly text: string;
  readonly from: number;
  readonly children: readonly Ast[];
}

/** Names that the grammar can only tell from operators when it is told of them: `a-b`, `date of birth`. */
export interface Shape {
  [name: string]: Shape;
}

/** Built-in functions with a keyword in their name. */
const OWN_NAMES = ["get or else", "working days between"];

/** Parse; a FeelSyntaxError names the place. Tests may stand in parentheses, `(1, 2)`, which the grammar lacks. */
export function parse(source: string, dialect: Dialect, shape: Shape): Ast {
  try {
    return parseAs(source, dialect, shape);
  } catch (error) {
    if (dialect === "Expression" || !/^\s*\(.*,.*\)\s*$/s.test(source)) throw error;
    return parseAs(source.replace("(", " ").replace(/\)(\s*)$/, " $1"), dialect, shape);
  }
}

function parseAs(source: string, dialect: Dialect, shape: Shape): Ast {
  const { masked, ranges } = maskRangeTypes(source);
  const context: Shape = { ...shape };
  for (const name of OWN_NAMES) if (source.includes(name.split(" ")[0]!)) context[name] ??= {};
  const tree = parserOf(dialect, context).parse(masked);
  tree.iterate({
    enter: (node) => {
      if (node.type.isError) throw syntaxError(node.node, source);
    },
  });
  return toAst(tree.topNode, source, ranges);
}

type Parser = typeof parser;

const MOST_PARSERS = 200;
const parsers = new Map<string, Parser>();

/** Setting a parser up costs as much as parsing; few shapes of names recur, so it is kept. */
function parserOf(dialect: Dialect, context: Shape): Parser {
  const key = `${dialect}${JSON.stringify(context)}`;
  let known = parsers.get(key);
  if (known === undefined) {
    known = parser.configure({ top: dialect, dialect: "camunda", contextTracker: trackVariables(context) });
    if (parsers.size >= MOST_PARSERS) parsers.clear();
    parsers.set(key, known);
  }
  return known;
}

function toAst(node: SyntaxNode, source: string, ranges: ReadonlySet<number>): Ast {
  const children: Ast[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (!child.type.isSkipped) children.push(toAst(child, source, ranges));
  }
  const name = node.name === "ListType" && ranges.has(node.from) ? "RangeType" : node.name;
  return { name, text: source.slice(node.from, node.to), from: node.from, children };
}

function syntaxError(node: SyntaxNode, source: string): FeelSyntaxError {
  const from = node.from === node.to ? skipSpace(source, node.to) : node.from;
  if (from >= source.length) return new FeelSyntaxError("the expression ends too early", source.length, source.length);
  const to = node.to > from ? node.to : from + 1;
  const [line, column] = place(source, from);
  const where = line === 1 ? `character ${column}` : `line ${line}, character ${column}`;
  return new FeelSyntaxError(`"${source.slice(from, Math.min(to, from + 20))}" is not expected at ${where}`, from, to);
}

function skipSpace(source: string, at: number): number {
  const rest = /\S/.exec(source.slice(at, at + 1000));
  return rest ? at + rest.index : source.length;
}

function place(source: string, at: number): [line: number, column: number] {
  const before = source.slice(0, at).split("\n");
  return [before.length, before[before.length - 1]!.length + 1];
}

/** The grammar has no `range<…>` type. It reads as ` list<…>` of the same length; the places are remembered. */
function maskRangeTypes(source: string): { masked: string; ranges: ReadonlySet<number> } {
  const ranges = new Set<number>();
  if (!/range\s*</.test(source)) return { masked: source, ranges };
  const tokens = /"(?:[^"\\]|\\.)*"|((?:\bof\s+|[:<>,]\s*))range(?=\s*<)/g;
  const masked = source.replace(tokens, (found: string, before: string | undefined, at: number) => {
    if (before === undefined) return found;
    ranges.add(at + before.length + 1);
    return `${before} list`;
  });
  return { masked, ranges };
}

const MOST_NODES = 5000;

/** The shape of all that a scope holds, and a text that is the same for equal shapes. */
export function shapeOf(scope: Scope, source: string): { shape: Shape; key: string } {
  const shape: Shape = {};
  const budget = { nodes: MOST_NODES };
  for (let at: Scope | null = scope; at; at = at.outer) {
    const names: Map<string, unknown> = at.names instanceof LazyContext ? at.names.raw : at.names;
    for (const [name, value] of names) {
      if (name in shape) continue;
      const inner = mayMention(source, name) ? innerShape(value, budget, 0) : null;
      if (inner !== null || !isPlain(name)) define(shape, name, inner ?? {});
    }
  }
  return { shape, key: JSON.stringify(shape) };
}

function mayMention(source: string, name: string): boolean {
  return source.includes(/^[\p{L}\p{N}_$]*/u.exec(name)![0]);
}

/** null where neither the value nor anything within it has a name that is not plain. */
function innerShape(value: unknown, budget: { nodes: number }, depth: number): Shape | null {
  if (typeof value !== "object" || value === null || depth > 8) return null;
  let shape: Shape | null = null;
  const entries = value instanceof Map ? value : Array.isArray(value) ? value.entries() : Object.entries(value);
  for (const [key, item] of entries) {
    budget.nodes -= 1;
    if (budget.nodes < 0) break;
    const inner = innerShape(item, budget, depth + 1);
    if (typeof key === "number") {
      if (inner) shape = Object.assign(shape ?? {}, inner);
    } else if (inner || !isPlain(String(key))) {
      define((shape ??= {}), String(key), inner ?? {});
    }
  }
  return shape;
}

function define(shape: Shape, name: string, value: Shape): void {
  Object.defineProperty(shape, name, { value, enumerable: true, configurable: true, writable: true });
}

// Lists, contexts, and the expressions that walk over them.
import { compile, only, unquote, variableName, type Code } from "./compile";
import { compare, Range, type Context, type Value } from "./values";
import { FeelDate } from "./temporal";
import { isNumber, type Num } from "./numbers";
import type { Ast } from "./parse";
import { warn } from "./run";
import { lookUp, nameOf, type Name, type Scope } from "./scope";
import { property } from "./properties";

export function compileList(ast: Ast): Code {
  const items = ast.children.slice(1, -1).map(compile);
  return (scope) => items.map((item) => item(scope));
}

export function compileContext(ast: Ast): Code {
  const entries = ast.children.slice(1, -1).map((entry) => ({
    key: keyOf(only(only(entry))),
    code: compile(entry.children[1]!),
  }));
  return (scope) => {
    const context: Context = new Map();
    const inner = scope.within(context);
    for (const { key, code } of entries) {
      if (context.has(key)) return warn(`the context has two entries "${key}"`);
      context.set(key, code(inner));
    }
    return context;
  };
}

function keyOf(ast: Ast): string {
  return ast.name === "StringLiteral" ? unquote(ast.text) : nameOf(variableName(ast.text)).text;
}

interface Iteration {
  readonly name: string;
  readonly items: (scope: Scope) => Iterable<Value> | null;
}

function compileIterations(ast: Ast): Iteration[] {
  return ast.children.map((one) => {
    const source = one.children[2]!;
    const [first, second] = source.name === "IterationContext" ? source.children : [source];
    return {
      name: nameOf(variableName(one.children[0]!.text)).text,
      items: second ? countBetween(compile(first!), compile(second)) : elementsOf(compile(first!)),
    };
  });
}

function countBetween(from: Code, to: Code): Iteration["items"] {
  return (scope) => steps(from(scope), to(scope));
}

/** The whole numbers, or the days, from one to the other, downwards too. */
function steps(from: Value, to: Value): Iterable<Value> | null {
  if (typeof from === "number" && typeof to === "number") return count(from, to, (at) => at);
  if (from instanceof FeelDate && to instanceof FeelDate) return count(from.days, to.days, (at) => FeelDate.ofDays(at));
  return warn("only whole numbers and dates can be counted through");
}

function* count(from: number, to: number, make: (at: number) => Value): Iterable<Value> {
  const step = from <= to ? 1 : -1;
  for (let at = from; step * at <= step * to; at += step) yield make(at);
}

function elementsOf(code: Code): Iteration["items"] {
  return (scope) => {
    const value = code(scope);
    if (value === null) return warn("null cannot be walked over");
    if (value instanceof Range) return rangeItems(value);
    return Array.isArray(value) ? value : [value];
  };
}

function rangeItems(range: Range): Iterable<Value> | null {
  const all = steps(range.start, range.end);
  if (all === null || (compare(range.start, range.end) ?? 0) > 0) return all && [];
  return without(all, range);
}

function* without(items: Iterable<Value>, range: Range): Iterable<Value> {
  for (const item of items) if (range.includes(item) === true) yield item;
}

/** Walk through all combinations, the last name fastest. `visit` may stop the walk by giving false. */
function walk(iterations: Iteration[], scope: Scope, visit: (scope: Scope) => boolean, at = 0): boolean | null {
  const iteration = iterations[at];
  if (iteration === undefined) return visit(scope);
  const items = iteration.items(scope);
  if (items === null) return null;
  for (const item of items) {
    const going = walk(iterations, scope.withOne(iteration.name, item), visit, at + 1);
    if (going !== true) return going;
  }
  return true;
}

export function compileFor(ast: Ast): Code {
  const iterations = compileIterations(ast.children[1]!);
  const body = compile(ast.children[3]!);
  return (scope) => {
    const partial: Value[] = [];
    const finished = walk(iterations, scope.withOne("partial", partial), (inner) => partial.push(body(inner)) > 0);
    return finished === null ? null : partial;
  };
}

export function compileQuantified(ast: Ast): Code {
  const iterations = compileIterations(ast.children[1]!);
  const condition = compile(ast.children[3]!);
  const sought = ast.children[0]!.text === "some";
  return (scope) => {
    let unknown = false;
    const finished = walk(iterations, scope, (inner) => {
      const holds = condition(inner);
      if (typeof holds !== "boolean") unknown = true;
      return holds !== sought;
    });
    if (finished === null) return null;
    if (!finished) return sought;
    return unknown ? null : !sought;
  };
}

export function compilePath(ast: Ast): Code {
  const target = compile(ast.children[0]!);
  const name = nameOf(variableName(ast.children[1]!.text));
  return (scope) => step(target(scope), name);
}

function step(value: Value, name: Name): Value {
  if (Array.isArray(value)) return value.map((item) => (item === null ? null : step(item, name)));
  const found = value instanceof Map ? lookUp(value, name) : property(value, name.text);
  return found === undefined ? warn(`there is no entry "${name.text}"`) : found;
}

const TRUTHS = new Set(["Comparison", "Conjunction", "Disjunction", "QuantifiedExpression", "InstanceOfExpression"]);

export function compileFilter(ast: Ast): Code {
  const target = compile(ast.children[0]!);
  const filter = ast.children[2]!;
  const code = compile(filter);
  const isTruth = TRUTHS.has(unwrap(filter).name);
  return (scope) => {
    const value = target(scope);
    if (value === null) return null;
    const list = Array.isArray(value) ? value : [value];
    if (!isTruth) {
      const index = code(list.length ? itemScope(scope, list[0]!) : scope);
      if (isNumber(index)) return itemAt(list, index);
    }
    return list.filter((item) => holds(code(itemScope(scope, item)), item));
  };
}

function unwrap(ast: Ast): Ast {
  return ast.name === "ParenthesizedExpression" ? unwrap(ast.children[1]!) : ast;
}

function holds(result: Value, item: Value): boolean {
  return result instanceof Range ? result.includes(item) === true : result === true;
}

function itemScope(scope: Scope, item: Value): Scope {
  const inner = scope.withOne("item", item);
  return item instanceof Map ? inner.within(item) : inner;
}

/** Counted from 1, or from the end by negative numbers. */
function itemAt(list: Value[], index: Num): Value {
  if (typeof index !== "number" || index === 0) return warn("a list has no such place");
  return list[index > 0 ? index - 1 : list.length + index] ?? null;
}

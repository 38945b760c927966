// Hit policies: from the rules that match to the result of the table (DMN 8.2.10, 8.2.11).
import type { Aggregation, DecisionTable } from "./wire";
import { aggregate, equal, numberOf, type Value } from "./values";

/** A rule that matches: where it stands, and its outputs in column order. */
export interface Hit {
  index: number;
  outputs: Value[];
}

/** `order` tells which of two hits comes first by output priority. */
export interface Settling {
  table: DecisionTable;
  order: (a: Hit, b: Hit) => number;
  problem: (sentence: string) => void;
}

/** One rule's outputs as a value: plain for one column, a context for several. */
export function ruleValue(table: DecisionTable, outputs: Value[]): Value {
  if (table.outputs.length === 1) return outputs[0] ?? null;
  return new Map(table.outputs.map((clause, column) => [outputName(clause, column), outputs[column] ?? null]));
}

export function outputName(clause: DecisionTable["outputs"][number], column: number): string {
  return clause.name ?? (clause.label || (clause.id ?? `output ${column + 1}`));
}

/** What the table answers for its hits (never called without one). */
export function settle(hits: Hit[], by: Settling): Value {
  return POLICIES[by.table.hit_policy](hits, by);
}

type Policy = (hits: Hit[], by: Settling) => Value;

const value = (hit: Hit | undefined, by: Settling): Value => (hit ? ruleValue(by.table, hit.outputs) : null);
const all = (hits: Hit[], by: Settling): Value => hits.map((hit) => value(hit, by));
const byPriority = (hits: Hit[], by: Settling): Hit[] => [...hits].sort((a, b) => by.order(a, b) || a.index - b.index);

const POLICIES: Record<DecisionTable["hit_policy"], Policy> = {
  UNIQUE: unique,
  ANY: any,
  FIRST: (hits, by) => value(hits[0], by),
  PRIORITY: (hits, by) => value(byPriority(hits, by)[0], by),
  "RULE ORDER": all,
  "OUTPUT ORDER": (hits, by) => all(byPriority(hits, by), by),
  COLLECT: (hits, by) => (by.table.aggregation === null ? all(hits, by) : collected(hits, by, by.table.aggregation)),
};

function unique(hits: Hit[], by: Settling): Value {
  if (hits.length === 1) return value(hits[0], by);
  by.problem(`The table ${named(by.table)} allows one rule to match (UNIQUE), but ${rules(hits)} matched.`);
  return null;
}

function any(hits: Hit[], by: Settling): Value {
  const first = value(hits[0], by);
  if (hits.every((hit) => equal(value(hit, by), first))) return first;
  by.problem(`The table ${named(by.table)} wants equal outputs (ANY), but ${rules(hits)} matched with different ones.`);
  return null;
}

function collected(hits: Hit[], by: Settling, aggregation: Aggregation): Value {
  if (aggregation === "COUNT") return numberOf(hits.length);
  const name = aggregation.toLowerCase() as "sum" | "min" | "max";
  const columns = by.table.outputs.map((_, column) =>
    aggregate(
      name,
      hits.map((hit) => hit.outputs[column] ?? null),
    ),
  );
  return ruleValue(by.table, columns);
}

export function named(table: DecisionTable): string {
  return table.id === null ? "without an id" : `'${table.id}'`;
}

function rules(hits: Hit[]): string {
  return `the rules ${hits.map((hit) => hit.index + 1).join(", ")}`;
}

// What a decision evaluation leaves for the journal: plain JSON that explains the result.
import { toJson, type Value } from "./values";

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

export interface InputTrace {
  id: string | null;
  label: string;
  expression: string;
  value: Json;
}

export interface RuleTrace {
  id: string | null;
  /** 1 for the first row of the table. */
  index: number;
  outputs: { [name: string]: Json };
  annotations: { [name: string]: string };
}

export interface TableTrace {
  id: string | null;
  hit_policy: string;
  aggregation: string | null;
  inputs: InputTrace[];
  rules: RuleTrace[];
  default_used: boolean;
}

export interface DecisionTrace {
  id: string;
  name: string;
  kind: string;
  inputs: { [name: string]: Json };
  tables: TableTrace[];
  /** What FEEL said while it gave null: an unknown name, a function that was called wrongly. */
  warnings: string[];
  result: Json;
}

/** What one decision has left so far. */
interface Open {
  tables: TableTrace[];
  warnings: string[];
}

const MOST_WARNINGS = 20;

export function json(value: Value): Json {
  return toJson(value) as Json;
}

/** Gathers the traces of one evaluation, and the first thing that went wrong. */
export class Recorder {
  readonly decisions: DecisionTrace[] = [];
  readonly problems: string[] = [];
  private readonly open: Open[] = [];

  /** Runs one decision; the tables that it walks through are its own. */
  decision(head: Omit<DecisionTrace, keyof Open | "result">, run: () => Value): Value {
    const own: Open = { tables: [], warnings: [] };
    this.open.push(own);
    try {
      const result = run();
      this.decisions.push({ ...head, ...own, result: json(result) });
      return result;
    } finally {
      this.open.pop();
    }
  }

  table(trace: TableTrace): void {
    this.open.at(-1)?.tables.push(trace);
  }

  warning(sentence: string): void {
    const warnings = this.open.at(-1)?.warnings;
    if (warnings && warnings.length < MOST_WARNINGS && !warnings.includes(sentence)) warnings.push(sentence);
  }

  problem(sentence: string): void {
    this.problems.push(sentence);
  }
}

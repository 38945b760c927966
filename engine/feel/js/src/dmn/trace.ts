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
  result: Json;
}

export function json(value: Value): Json {
  return toJson(value) as Json;
}

/** Gathers the traces of one evaluation, and the first thing that went wrong. */
export class Recorder {
  readonly decisions: DecisionTrace[] = [];
  readonly problems: string[] = [];
  private readonly open: TableTrace[][] = [];

  /** Runs one decision; the tables that it walks through are its own. */
  decision(head: Omit<DecisionTrace, "tables" | "result">, run: () => Value): Value {
    const tables: TableTrace[] = [];
    this.open.push(tables);
    try {
      const result = run();
      this.decisions.push({ ...head, tables, result: json(result) });
      return result;
    } finally {
      this.open.pop();
    }
  }

  table(trace: TableTrace): void {
    this.open.at(-1)?.push(trace);
  }

  problem(sentence: string): void {
    this.problems.push(sentence);
  }
}

// What holds during one evaluation: warnings, the time, the names that were read. One thread, so one at a time.
import type { FeelDateTime } from "./temporal";
import type { Type } from "./types";

export class FeelSyntaxError extends Error {
  constructor(
    message: string,
    readonly from: number,
    readonly to: number,
  ) {
    super(message);
  }
}

export interface Run {
  readonly warnings: string[];
  readonly now: FeelDateTime | null;
  readonly types: ReadonlyMap<string, Type>;
}

const NO_TYPES: ReadonlyMap<string, Type> = new Map();
const MOST_WARNINGS = 20;

let current: Run = { warnings: [], now: null, types: NO_TYPES };

export function currentRun(): Run {
  return current;
}

export function warn(sentence: string): null {
  if (current.warnings.length < MOST_WARNINGS) current.warnings.push(sentence);
  return null;
}

/** Run `work` as an evaluation of its own: what it warns of is kept apart. */
export function runWith<T>(own: Partial<Run>, work: (run: Run) => T): T {
  const outer = current;
  current = { warnings: own.warnings ?? [], now: own.now ?? outer.now, types: own.types ?? outer.types };
  try {
    return work(current);
  } finally {
    current = outer;
  }
}

/** `assert()` failed: the whole expression fails, as in Camunda 8. */
export class AssertionFailed extends Error {}

/** A function was called that would give another answer when run again. */
export class NotDeterministic extends Error {}

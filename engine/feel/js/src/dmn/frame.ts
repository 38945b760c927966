// Where an expression is evaluated: the names it sees, the types of its file, and who listens.
import type { Types } from "./types";
import type { Recorder } from "./trace";
import { evaluate, evaluateUnaryTests, type Answer, type Scope, type Value } from "./values";

export class Frame {
  constructor(
    readonly scope: Scope,
    readonly types: Types,
    readonly recorder: Recorder,
    /** Values come from outside the engine: text that is typed as a date is one. */
    readonly admits: boolean,
  ) {}

  /** The same place with more names. */
  with(names: Iterable<[string, Value]>): Frame {
    const scope: Scope = new Map(this.scope);
    for (const [name, value] of names) scope.set(name, value);
    return new Frame(scope, this.types, this.recorder, this.admits);
  }

  /** FEEL text; empty text and text that is not FEEL give null, the latter with a problem. */
  feel(text: string, id: string | null): Value {
    return text === "" ? null : this.guarded(text, id, () => evaluate(text, this.scope));
  }

  /** Do unary tests hold for a value? Empty text and `-` hold for all. */
  holds(tests: string, value: Value, id: string | null): boolean {
    if (tests === "" || tests === "-") return true;
    return this.guarded(tests, id, () => evaluateUnaryTests(tests, value, this.scope)) === true;
  }

  /** Make a value fit a type as the standard converts; what cannot fit becomes null, with a problem. */
  fit(value: Value, type: string | null, what: string): Value {
    if (type === null || value === null) return value;
    const fitted = this.admits ? this.types.admit(value, type) : this.types.coerce(value, type);
    if (fitted === null) this.recorder.problem(`The value of ${what} is not of the type ${type}.`);
    return fitted;
  }

  private guarded(text: string, id: string | null, run: () => Answer): Value {
    try {
      return run().value;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const where = id === null ? "" : ` of '${id}'`;
      this.recorder.problem(`The expression${where} cannot be evaluated: ${text}: ${error.message}`);
      return null;
    }
  }
}

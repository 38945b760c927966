// Where an expression is evaluated: the names it sees, the types of its file, and who listens.
import type { Types } from "./types";
import type { Recorder } from "./trace";
import { evaluate, evaluateUnaryTests, type Answer, type Moment, type Options, type Scope, type Value } from "./values";

export class Frame {
  private readonly options: Options;

  constructor(
    readonly scope: Scope,
    readonly types: Types,
    readonly recorder: Recorder,
    /** Values come from outside the engine: text that is typed as a date is one. */
    readonly admits: boolean,
    /** What `now()` answers; null: the real time. */
    readonly now: Moment,
  ) {
    this.options = { now, types: types.feel };
  }

  /** The same place with more names. */
  with(names: Iterable<[string, Value]>): Frame {
    const scope: Scope = new Map(this.scope);
    for (const [name, value] of names) scope.set(name, value);
    return new Frame(scope, this.types, this.recorder, this.admits, this.now);
  }

  /** FEEL text; empty text and text that is not FEEL give null, the latter with a problem. */
  feel(text: string, id: string | null): Value {
    return text === "" ? null : this.guarded(text, id, () => this.heard(evaluate(text, this.scope, this.options)));
  }

  /** Do unary tests hold for a value? Empty text and `-` hold for all. */
  holds(tests: string, value: Value, id: string | null): boolean {
    if (tests === "" || tests === "-") return true;
    return (
      this.guarded(tests, id, () => this.heard(evaluateUnaryTests(tests, value, this.scope, this.options))) === true
    );
  }

  /** Make a value fit a type as the standard converts; what cannot fit becomes null, with a problem. */
  fit(value: Value, type: string | null, what: string): Value {
    if (type === null || value === null) return value;
    const fitted = this.types.coerce(value, type);
    if (fitted === null) this.recorder.problem(`The value of ${what} is not of the type ${type}.`);
    return fitted;
  }

  /** As `fit`, for a value that may come from outside. */
  admit(value: Value, type: string | null, what: string): Value {
    return this.fit(this.admits ? this.types.converted(value, type) : value, type, what);
  }

  private heard({ value, warnings }: Answer): Value {
    for (const warning of warnings) this.recorder.warning(warning);
    return value;
  }

  private guarded(text: string, id: string | null, run: () => Value): Value {
    try {
      return run();
    } catch (error) {
      // A stack that overflowed is no answer of this expression: whoever asked for the decision is told.
      if (!(error instanceof Error) || error instanceof RangeError) throw error;
      const where = id === null ? "" : ` of '${id}'`;
      this.recorder.problem(`The expression${where} cannot be evaluated: ${text}: ${error.message}`);
      return null;
    }
  }
}

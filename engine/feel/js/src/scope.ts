// Names and where they are looked up.
import { normalizeContextKey } from "@bpmn-io/lezer-feel";
import type { Context, Value } from "./values";

/** A name as written: `normal` is its form with one space around each sign, null where it has neither sign nor space. */
export interface Name {
  readonly text: string;
  readonly normal: string | null;
}

const PLAIN = /^[\p{L}\p{N}_$]+$/u;

export function isPlain(name: string): boolean {
  return PLAIN.test(name);
}

export function nameOf(source: string): Name {
  const text = source.replace(/\s+/g, " ").trim();
  return { text, normal: isPlain(text) ? null : normalizeContextKey(text) };
}

export function normalName(text: string): string {
  return isPlain(text) ? text : normalizeContextKey(text);
}

export function lookUp(names: Context, name: Name): Value | undefined {
  const value = names.get(name.text);
  if (value !== undefined || name.normal === null) return value;
  for (const key of names.keys()) if (normalName(key) === name.normal) return names.get(key);
  return undefined;
}

/** The names an expression sees: its own first, then those around it. */
export class Scope {
  constructor(
    readonly names: Context,
    readonly outer: Scope | null,
  ) {}

  get(name: Name): Value | undefined {
    for (let scope: Scope | null = this; scope; scope = scope.outer) {
      const value = lookUp(scope.names, name);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  within(names: Context): Scope {
    return new Scope(names, this);
  }

  withOne(name: string, value: Value): Scope {
    return new Scope(new Map([[name, value]]), this);
  }
}

/**
 * Names whose values are made when they are first asked for; `read` gathers those that were. Expressions over the same
 * `raw` share what was `made`.
 */
export class LazyContext extends Map<string, Value> {
  readonly read = new Set<string>();

  constructor(
    readonly raw: Map<string, unknown>,
    private readonly made: Map<string, Value>,
    private readonly make: (raw: unknown) => Value,
  ) {
    super();
  }

  override get(name: string): Value | undefined {
    if (!this.raw.has(name)) return undefined;
    this.read.add(name);
    let value = this.made.get(name);
    if (value === undefined) {
      value = this.make(this.raw.get(name));
      this.made.set(name, value);
    }
    return value;
  }

  override keys(): MapIterator<string> {
    return this.raw.keys();
  }
}

// Item definitions: does a value conform to a type, and can it be made to (DMN 10.3.2.9.4)?
import type { ItemDefinition, Model, UnaryTests, Variable } from "./wire";
import {
  ANY,
  evaluateUnaryTests,
  isContext,
  isFunction,
  kindOf,
  namedType,
  startOfDay,
  temporal,
  type Type,
  type Value,
} from "./values";

const BUILT_IN = new Set([
  "Any",
  "boolean",
  "context",
  "date",
  "date and time",
  "days and time duration",
  "function",
  "list",
  "null",
  "number",
  "range",
  "string",
  "time",
  "years and months duration",
]);

interface Entry {
  definition: ItemDefinition;
  home: Types;
}

/** The types of one file, with those of its imports under `<import name>.`. */
export class Types {
  /** What expressions know of these types: their structure, not what they allow. */
  readonly feel: ReadonlyMap<string, Type>;
  private readonly defined = new Map<string, Entry>();

  constructor(model: Model, imported: Map<string, Types>) {
    for (const definition of model.types) this.defined.set(definition.name, { definition, home: this });
    for (const [name, types] of imported) {
      for (const [own, entry] of types.defined) this.defined.set(name ? `${name}.${own}` : own, entry);
    }
    this.feel = new Map([...this.defined].map(([name, entry]) => [name, structure(entry, new Set())]));
  }

  /** The structure of a type as FEEL knows it. */
  feelType(type: string | null): Type {
    return type === null ? ANY : (this.feel.get(type) ?? namedType(type) ?? ANY);
  }

  entry(type: string | null): Entry | undefined {
    return type === null ? undefined : this.defined.get(type);
  }

  /** The value as this type takes it, or null: a singleton list gives its element, an element a list, a date a moment. */
  coerce(value: Value, type: string | null): Value {
    if (type === null || value === null || this.conforms(value, type)) return value;
    if (Array.isArray(value)) {
      return value.length === 1 && !this.isCollection(type) ? this.exactly(value[0] ?? null, type) : null;
    }
    if (type === "date and time" && kindOf(value) === "date") return startOfDay(value);
    return this.isCollection(type) && this.conforms([value], type) ? [value] : null;
  }

  /** A value from outside: as `coerce`, but ISO 8601 text becomes a temporal value and absent components become null. */
  admit(value: Value, type: string | null): Value {
    return this.coerce(this.converted(value, type), type);
  }

  private exactly(value: Value, type: string): Value {
    return this.conforms(value, type) ? value : null;
  }

  conforms(value: Value, type: string): boolean {
    if (value === null || type === "Any") return true;
    const entry = this.defined.get(type);
    if (entry !== undefined) return entry.home.meets(value, entry.definition);
    // An unknown name constrains nothing here; the lint names it.
    return BUILT_IN.has(type) ? kindOf(value) === type : true;
  }

  private meets(value: Value, definition: ItemDefinition): boolean {
    if (!definition.is_collection) {
      return this.meetsOne(value, definition) && this.allows(value, definition.constraint);
    }
    if (!Array.isArray(value)) return false;
    return value.every((item) => this.meetsOne(item, definition)) && this.allows(value, definition.constraint);
  }

  private meetsOne(value: Value, definition: ItemDefinition): boolean {
    if (value === null) return true;
    if (definition.function !== null) return isFunction(value);
    if (definition.components.length > 0 && !this.meetsComponents(value, definition.components)) return false;
    if (definition.type !== null && !this.conforms(value, definition.type)) return false;
    return this.allows(value, definition.allowed);
  }

  private meetsComponents(value: Value, components: ItemDefinition[]): boolean {
    if (!isContext(value)) return false;
    return components.every((one) => value.has(one.name) && this.meetsOrNull(value.get(one.name) ?? null, one));
  }

  private meetsOrNull(value: Value, definition: ItemDefinition): boolean {
    return value === null || this.meets(value, definition);
  }

  private allows(value: Value, tests: UnaryTests | null): boolean {
    return tests === null || evaluateUnaryTests(tests.text, value, new Map()).value === true;
  }

  private isCollection(type: string): boolean {
    if (type === "list") return true;
    const entry = this.defined.get(type);
    if (entry === undefined) return false;
    const { definition, home } = entry;
    return definition.is_collection || (definition.type !== null && home.isCollection(definition.type));
  }

  /** What a function gives, made to fit. `type` is a function type, or, as DMN 1.1 had it, the type of the result. */
  coerceResult(value: Value, type: string | null): Value {
    const entry = type === null ? undefined : this.defined.get(type);
    const result: Variable | undefined = entry?.definition.function?.[0];
    if (entry !== undefined && result !== undefined) return entry.home.coerce(value, result.type);
    return type === "function" ? value : this.coerce(value, type);
  }

  /** The constraint of a type that lists what its values may be, following aliases; null when there is none. */
  allowedValues(type: string | null): UnaryTests | null {
    const entry = type === null ? undefined : this.defined.get(type);
    if (entry === undefined) return null;
    return entry.definition.allowed ?? entry.home.allowedValues(entry.definition.type);
  }

  /** A value from outside with texts that stand for temporal values replaced by these. */
  converted(value: Value, type: string | null): Value {
    if (value === null || type === null) return value;
    const entry = this.defined.get(type);
    if (entry !== undefined) return entry.home.convertedTo(value, entry.definition);
    return typeof value === "string" ? (temporal(type, value) ?? value) : value;
  }

  private convertedTo(value: Value, definition: ItemDefinition): Value {
    if (definition.is_collection && Array.isArray(value)) {
      return value.map((item) => this.convertedOne(item, definition));
    }
    return this.convertedOne(value, definition);
  }

  private convertedOne(value: Value, definition: ItemDefinition): Value {
    if (definition.components.length > 0 && isContext(value)) {
      const entries = new Map(value);
      for (const one of definition.components) {
        entries.set(one.name, this.convertedTo(entries.get(one.name) ?? null, one));
      }
      return entries;
    }
    return this.converted(value, definition.type);
  }
}

/** A type within itself ends as Any: FEEL's types are trees. */
function structure({ definition, home }: Entry, above: ReadonlySet<ItemDefinition>): Type {
  if (above.has(definition)) return ANY;
  const inner = new Set(above).add(definition);
  const named = (name: string | null): Type => {
    const entry = home.entry(name);
    return entry ? structure(entry, inner) : ((name === null ? undefined : namedType(name)) ?? ANY);
  };
  const one = oneOf(definition, named, (component) => structure({ definition: component, home }, inner));
  return definition.is_collection ? { is: "list", of: one } : one;
}

function oneOf(
  definition: ItemDefinition,
  named: (name: string | null) => Type,
  within: (component: ItemDefinition) => Type,
): Type {
  if (definition.function !== null) {
    const [result, ...parameters] = definition.function.map(({ type }) => named(type));
    return { is: "function", parameters, result: result ?? ANY };
  }
  if (definition.components.length === 0) return named(definition.type);
  return { is: "context", entries: new Map(definition.components.map((one) => [one.name, within(one)])) };
}

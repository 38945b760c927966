// Item definitions: does a value conform to a type, and can it be made to (DMN 10.3.2.9.4)?
import type { ItemDefinition, Model, UnaryTests, Variable } from "./wire";
import {
  contextEntries,
  evaluateUnaryTests,
  isContext,
  isFunction,
  isList,
  makeContext,
  startOfDay,
  temporal,
  typeOf,
  type Value,
} from "./values";

const BUILT_IN = new Set([
  "Any", "boolean", "context", "date", "date and time", "days and time duration", "function", "list", "Null",
  "number", "range", "string", "time", "years and months duration",
]);

/** The types of one file, with those of its imports under `<import name>.`. */
export class Types {
  private readonly defined = new Map<string, { definition: ItemDefinition; home: Types }>();

  constructor(model: Model, imported: Map<string, Types>) {
    for (const definition of model.types) this.defined.set(definition.name, { definition, home: this });
    for (const [name, types] of imported) {
      for (const [own, entry] of types.defined) this.defined.set(name ? `${name}.${own}` : own, entry);
    }
  }

  /** The value as this type takes it, or null: a singleton list gives its element, an element a list, a date a moment. */
  coerce(value: Value, type: string | null): Value {
    if (type === null || value === null || this.conforms(value, type)) return value;
    if (isList(value)) {
      return value.length === 1 && !this.isCollection(type) ? this.coerce(value[0] ?? null, type) : null;
    }
    if (type === "date and time" && typeOf(value) === "date") return startOfDay(value);
    return this.isCollection(type) && this.conforms([value], type) ? [value] : null;
  }

  /** A value from outside: as `coerce`, but ISO 8601 text becomes a temporal value and absent components become null. */
  admit(value: Value, type: string | null): Value {
    return type === null ? value : this.coerce(this.converted(value, type), type);
  }

  conforms(value: Value, type: string): boolean {
    if (value === null || type === "Any") return true;
    const entry = this.defined.get(type);
    if (entry !== undefined) return entry.home.meets(value, entry.definition);
    // An unknown name constrains nothing here; the lint names it.
    return BUILT_IN.has(type) ? typeOf(value) === type : true;
  }

  private meets(value: Value, definition: ItemDefinition): boolean {
    if (!definition.is_collection) {
      return this.meetsOne(value, definition) && this.allows(value, definition.constraint);
    }
    if (!isList(value)) return false;
    return value.every((item) => this.meetsOne(item, definition)) && this.allows(value, definition.constraint);
  }

  private meetsOne(value: Value, definition: ItemDefinition): boolean {
    if (value === null) return true;
    if (definition.function !== null) return isFunction(value);
    if (definition.components.length > 0) return this.meetsComponents(value, definition.components);
    if (definition.type !== null && !this.conforms(value, definition.type)) return false;
    return this.allows(value, definition.allowed);
  }

  private meetsComponents(value: Value, components: ItemDefinition[]): boolean {
    if (!isContext(value)) return false;
    const entries = new Map(contextEntries(value));
    return components.every((one) => entries.has(one.name) && this.meetsOrNull(entries.get(one.name) ?? null, one));
  }

  private meetsOrNull(value: Value, definition: ItemDefinition): boolean {
    return value === null || value === undefined || this.meets(value, definition);
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

  private converted(value: Value, type: string): Value {
    if (value === null) return null;
    const entry = this.defined.get(type);
    if (entry !== undefined) return entry.home.convertedTo(value, entry.definition);
    return typeof value === "string" ? (temporal(type, value) ?? value) : value;
  }

  private convertedTo(value: Value, definition: ItemDefinition): Value {
    if (definition.is_collection && isList(value)) {
      return value.map((item) => this.convertedOne(item, definition));
    }
    return this.convertedOne(value, definition);
  }

  private convertedOne(value: Value, definition: ItemDefinition): Value {
    if (definition.components.length > 0 && isContext(value)) {
      const entries = new Map(contextEntries(value));
      for (const one of definition.components) {
        entries.set(one.name, this.convertedTo(entries.get(one.name) ?? null, one));
      }
      return makeContext(entries);
    }
    return definition.type === null ? value : this.converted(value, definition.type);
  }
}

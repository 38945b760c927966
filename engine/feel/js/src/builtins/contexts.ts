// Context functions (DMN 1.5 table 80), and those of Camunda 8 about values that may be missing.
import { AssertionFailed, warn } from "../run";
import type { Context, Value } from "../values";
import { declare } from "./signature";

function valueAt(context: Context, keys: Value[]): Value {
  let value: Value = context;
  for (const key of keys) {
    const found: Value | undefined = value instanceof Map && typeof key === "string" ? value.get(key) : undefined;
    if (found === undefined) return warn(`the context has no entry ${JSON.stringify(keys)}`);
    value = found;
  }
  return keys.length ? value : null;
}

function entries(context: Context): Value {
  return [...context].map(([key, value]) => new Map<string, Value>([["key", key], ["value", value]]));
}

function contextOf(list: Value[]): Value {
  const context: Context = new Map();
  for (const entry of list) {
    const key = entry instanceof Map ? entry.get("key") : undefined;
    const value = entry instanceof Map ? entry.get("value") : undefined;
    if (typeof key !== "string" || value === undefined) return warn('each entry needs a "key" and a "value"');
    if (context.has(key)) return warn(`two entries have the key "${key}"`);
    context.set(key, value);
  }
  return context;
}

function put(context: Context, keys: Value[], value: Value): Value {
  const [key, ...deeper] = keys;
  if (typeof key !== "string") return warn("a key is a string");
  const old = context.get(key);
  if (deeper.length === 0) return new Map(context).set(key, value);
  if (!(old instanceof Map)) return warn(`"${key}" holds no context`);
  const inner = put(old, deeper, value);
  return inner === null ? null : new Map(context).set(key, inner);
}

function merge(contexts: Value[]): Value {
  const merged: Context = new Map();
  for (const context of contexts) {
    if (!(context instanceof Map)) return warn("only contexts can be merged");
    for (const [key, value] of context) merged.set(key, value);
  }
  return merged;
}

function check(value: Value, condition: Value, cause?: string): Value {
  if (condition === true) return value;
  throw new AssertionFailed(cause ?? "the condition of assert() is not fulfilled");
}

export const contextFunctions = declare({
  "get value(m: context, key: string)": (context: Context, key: string) => valueAt(context, [key]),
  "get value(context: context, keys: list)": valueAt,
  "get entries(m: context)": entries,
  "context(entries: list)": contextOf,
  "context put(context: context, key: string, value: any)": (context: Context, key: string, value: Value) =>
    put(context, [key], value),
  "context put(context: context, keys: list, value: any)": put,
  "context merge(contexts: list)": merge,
  "is defined(value: any)": () => true,
  "get or else(value: any, default: any)": (value: Value, other: Value) => value ?? other,
  "assert(value: any, condition: any, cause?: string)": check,
});

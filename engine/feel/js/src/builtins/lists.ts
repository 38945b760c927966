// List functions (DMN 1.5 table 74), sorting, and those Camunda 8 adds.
import { add as plus } from "../operators";
import { add, compareNumbers, decimal, divide, isNumber, multiply, subtract, tidy, toDouble, type Num } from "../numbers";
import { currentRun, warn } from "../run";
import { compare, equals, kindOf, type FeelFunction, type Value } from "../values";
import { invoke } from "../compile-functions";
import { declare } from "./signature";

function extreme(sign: 1 | -1): (list: Value[]) => Value {
  return (list) => {
    let best: Value = null;
    for (const [at, item] of list.entries()) {
      const order = at === 0 ? compare(item, item) && 0 : compare(item, best);
      if (order === null) return warn("the items cannot be compared");
      if (at === 0 || order * sign > 0) best = item;
    }
    return best;
  };
}

function numbersOf(list: Value[]): Num[] | null {
  return list.length && list.every(isNumber) ? (list as Num[]) : warn("only numbers can be reckoned with");
}

function total(list: Value[]): Num | null {
  const all = numbersOf(list);
  let sum: Num | null = all && 0;
  for (const item of all ?? []) sum = sum === null ? null : add(sum, item);
  return sum;
}

/** Numbers, or durations of one kind. */
function sumOf(list: Value[]): Value {
  if (list.every(isNumber)) return total(list);
  if (!kindOf(list[0]!).endsWith(" duration")) return warn("only numbers and durations have a sum");
  return list.slice(1).reduce<Value>((sum, item) => (sum === null ? null : plus(sum, item)), list[0]!);
}

function product(list: Value[]): Value {
  const all = numbersOf(list);
  let result: Num | null = all && 1;
  for (const item of all ?? []) result = result === null ? null : multiply(result, item);
  return result;
}

function mean(list: Value[]): Value {
  const sum = total(list);
  return sum === null ? null : divide(sum, list.length);
}

function median(list: Value[]): Value {
  const all = numbersOf(list);
  if (!all) return null;
  const sorted = [...all].sort(compareNumbers);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length % 2) return sorted[middle]!;
  return divide(add(sorted[middle - 1]!, sorted[middle]!)!, 2);
}

function deviation(list: Value[]): Value {
  const average = mean(list);
  if (!isNumber(average) || list.length < 2) return warn("a deviation needs two numbers");
  const squares = (list as Num[]).map((item) => decimal(subtract(item, average)!).pow(2));
  return tidy(squares.reduce((a, b) => a.plus(b)).div(list.length - 1).sqrt());
}

function mode(list: Value[]): Value {
  if (list.length === 0) return [];
  const all = numbersOf(list);
  if (!all) return null;
  const sorted = [...all].sort(compareNumbers);
  const counts: { item: Num; count: number }[] = [];
  for (const item of sorted) {
    const last = counts[counts.length - 1];
    if (last && compareNumbers(last.item, item) === 0) last.count += 1;
    else counts.push({ item, count: 1 });
  }
  const most = Math.max(...counts.map(({ count }) => count));
  return counts.filter(({ count }) => count === most).map(({ item }) => item);
}

/** `decisive`: the value that settles the question; other than booleans count as unknown. */
function settle(decisive: boolean): (list: Value[]) => Value {
  return (list) => {
    if (list.includes(decisive)) return decisive;
    return list.every((item) => typeof item === "boolean") ? !decisive : null;
  };
}

/** The index of a place counted from 1, or from the end by negative numbers; null where there is none. Fractions are cut off. */
function indexOf(list: Value[], position: Num, room = 0): number | null {
  const place = Math.trunc(toDouble(position));
  if (place === 0) return warn("there is no such place in the list");
  const index = place > 0 ? place - 1 : list.length + place;
  return index >= 0 && index < list.length + room ? index : warn("there is no such place in the list");
}

function sublist(list: Value[], start: Num, length?: Num): Value {
  const index = indexOf(list, start);
  if (index === null) return null;
  if (length === undefined) return list.slice(index);
  const count = Math.trunc(toDouble(length));
  return count >= 0 && index + count <= list.length
    ? list.slice(index, index + count)
    : warn("the sublist lies outside the list");
}

function insertBefore(list: Value[], position: Num, item: Value): Value {
  const index = indexOf(list, position);
  return index === null ? null : [...list.slice(0, index), item, ...list.slice(index)];
}

function remove(list: Value[], position: Num): Value {
  const index = indexOf(list, position);
  return index === null ? null : list.filter((_item, at) => at !== index);
}

function replaceAt(list: Value[], position: Num, item: Value): Value {
  const index = indexOf(list, position);
  return index === null ? null : list.map((old, at) => (at === index ? item : old));
}

function replaceMatching(list: Value[], match: FeelFunction, item: Value): Value {
  const replaced: Value[] = [];
  for (const old of list) {
    const chosen = invoke(match, { positional: [old, item] }, "match");
    if (typeof chosen !== "boolean") return warn("the function must give true or false");
    replaced.push(chosen ? item : old);
  }
  return replaced;
}

function contains(list: Value[], item: Value): boolean {
  return list.some((other) => equals(other, item) === true);
}

function distinct(list: Value[]): Value[] {
  const found: Value[] = [];
  const simple = new Set<Value>();
  for (const item of list) {
    const plain = item === null || typeof item !== "object";
    if (plain ? simple.has(item) : contains(found, item)) continue;
    if (plain) simple.add(item);
    found.push(item);
  }
  return found;
}

function duplicates(list: Value[]): Value[] {
  return distinct(list.filter((item, at) => list.some((other, by) => by !== at && equals(item, other) === true)));
}

function flatten(list: Value[]): Value[] {
  return list.flatMap((item) => (Array.isArray(item) ? flatten(item) : [item]));
}

function sort(list: Value[], precedes: FeelFunction): Value {
  const first = (a: Value, b: Value): boolean => invoke(precedes, { positional: [a, b] }, "precedes") === true;
  const warnings = currentRun().warnings.length;
  const sorted = [...list].sort((a, b) => (first(a, b) ? -1 : first(b, a) ? 1 : 0));
  return currentRun().warnings.length > warnings && precedes.parameters.length !== 2 ? null : sorted;
}

function partition(list: Value[], size: Num): Value {
  const count = toDouble(size);
  if (!Number.isInteger(count) || count < 1) return warn("a part needs one item at least");
  const parts: Value[] = [];
  for (let at = 0; at < list.length; at += count) parts.push(list.slice(at, at + count));
  return parts;
}

function both<T extends Value>(name: string, over: (list: Value[]) => T): Record<string, (...args: Value[]) => T> {
  return {
    [`${name}(list: list)`]: (list) => over(list as Value[]),
    [`${name}(item: any, ...more: any)`]: (...items) => over(items),
  };
}

function places(list: Value[], match: Value): Value[] {
  return list.flatMap((item, at) => (equals(item, match) === true ? [at + 1] : []));
}

export const listFunctions = declare({
  "list contains(list: list, element: any)": contains,
  "count(list: list)": (list: Value[]) => list.length,
  ...both("min", extreme(-1)),
  ...both("max", extreme(1)),
  ...both("sum", (list) => (list.length ? sumOf(list) : null)),
  ...both("mean", mean),
  ...both("all", settle(false)),
  ...both("any", settle(true)),
  ...both("product", product),
  ...both("median", median),
  ...both("stddev", deviation),
  ...both("mode", mode),
  "sublist(list: list, start position: number, length?: number)": sublist,
  "append(list: list, ...item: any)": (list: Value[], ...items: Value[]) => [...list, ...items],
  "concatenate(...list: list)": (...lists: Value[][]) => lists.flat(1),
  "insert before(list: list, position: number, newItem: any)": insertBefore,
  "remove(list: list, position: number)": remove,
  "list replace(list: list, position: number, newItem: any)": replaceAt,
  "list replace(list: list, match: function, newItem: any)": replaceMatching,
  "reverse(list: list)": (list: Value[]) => [...list].reverse(),
  "index of(list: list, match: any)": places,
  "union(...list: list)": (...lists: Value[][]) => distinct(lists.flat(1)),
  "distinct values(list: list)": distinct,
  "duplicate values(list: list)": duplicates,
  "flatten(list: list)": flatten,
  "sort(list: list, precedes: function)": sort,
  "is empty(list: list)": (list: Value[]) => list.length === 0,
  "partition(list: list, size: number)": partition,
});

// The server names a refused answer by its path (`beneficiaries[0].share`); form-js keeps errors by field id and, in
// repeated groups, by index. Between the two stands the path of each field instance.
export type ErrorsByPath = Record<string, string[]>;
export interface FieldInstance {
  id: string;
  valuePath: (string | number)[];
  indexes?: Record<string, number>;
}

/** `["beneficiaries", 0, "share"]` becomes `beneficiaries[0].share`. */
export function pathOf(valuePath: (string | number)[]): string {
  return valuePath
    .map((part, at) => (typeof part === "number" || /^\d+$/.test(part) ? `[${part}]` : at ? `.${part}` : part))
    .join("");
}

/** Errors as form-js keeps them, and the paths that belong to no field on the page. */
export function placeErrors(
  errors: ErrorsByPath,
  instances: FieldInstance[],
): { placed: Record<string, unknown>; elsewhere: string[] } {
  const placed: Record<string, unknown> = {};
  const left = new Set(Object.keys(errors));
  for (const instance of instances) {
    const path = pathOf(instance.valuePath);
    const sentences = errors[path];
    if (!sentences) continue;
    left.delete(path);
    setAt(placed, [instance.id, ...Object.values(instance.indexes ?? {})], sentences);
  }
  return { placed, elsewhere: [...left] };
}

function setAt(target: Record<string, unknown>, keys: (string | number)[], value: unknown): void {
  let at: Record<string, unknown> = target;
  keys.slice(0, -1).forEach((key, position) => {
    const next = keys[position + 1];
    at[key] ??= typeof next === "number" ? [] : {};
    at = at[key] as Record<string, unknown>;
  });
  at[keys.at(-1) as string] = value;
}

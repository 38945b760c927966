// Paths into form data, with the meaning that form-js gives them.

export type Json = unknown;
export type Path = (string | number)[];
export type Data = Record<string, Json>;

type Container = Record<string | number, Json>;

function isContainer(value: Json): value is Container {
  return typeof value === "object" && value !== null;
}

function lastOf(path: Path): string | number {
  return path[path.length - 1] ?? "";
}

export function read(target: Json, path: Path): Json {
  let current: Json = target;
  for (const key of path) {
    if (!isContainer(current)) return undefined;
    current = current[key];
  }
  return current;
}

export function write(target: Container, path: Path, value: Json): void {
  let current = target;
  path.slice(0, -1).forEach((key, index) => {
    if (!isContainer(current[key])) current[key] = typeof path[index + 1] === "number" ? [] : {};
    current = current[key] as Container;
  });
  current[lastOf(path)] = value;
}

function isBlank(value: Json): boolean {
  if (Array.isArray(value)) return value.every((item) => item === undefined);
  return isContainer(value) && Object.keys(value).length === 0;
}

/** Remove a value, and then every ancestor that is left with nothing in it. */
export function remove(target: Container, path: Path): void {
  const parent = read(target, path.slice(0, -1));
  if (!isContainer(parent)) return;
  delete parent[lastOf(path)];
  if (path.length > 1 && isBlank(parent)) remove(target, path.slice(0, -1));
}

export function isTruthy(value: Json): boolean {
  return Boolean(value);
}

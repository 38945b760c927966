// What only the interpreter can tell of a filled form: what shows, what is computed, which limits and patterns hold.
import { Settings } from "luxon";
import { type Data, type Json, type Path, isTruthy, read, remove, write } from "./data";
import { type Scope, contextOf, isExpression, syntaxError, test, valueOf } from "./language";

/** A component that holds a value, or holds such components. `n` is its number in the compiled form. */
interface Component {
  n: number;
  kind: "field" | "group" | "list";
  path: string[];
  repeating?: boolean;
  hide?: string;
  readonly?: string;
  frozen?: boolean;
  limits?: Record<string, string>;
  options?: string;
  accept?: string;
  multiple?: string;
  expression?: Json;
  compute?: "change" | "presubmit";
  children?: Component[];
}

interface Request {
  form: Component;
  state: Data;
  initial: Data;
  now?: number;
  zone?: string;
}

/** One component as it stands in the form, once per row of the lists around it. */
interface Instance {
  n: number;
  path: Path;
  readonly?: boolean;
  limits?: Record<string, Json>;
  options?: Json;
  accept?: Json;
  multiple?: Json;
}

interface Computation {
  path: Path;
  value: Json;
  when: "change" | "presubmit";
}

/** Where the component stands whose expression is evaluated now: Python asks when that does not come back. */
let asked: Path | null = null;

export function askedAt(): string {
  return JSON.stringify(asked);
}

function askAt(path: Path | null): void {
  asked = path;
}

function rowsAt(data: Data, path: Path): Json[] {
  const rows = read(data, path);
  return Array.isArray(rows) ? rows : [];
}

function hasConditions(component: Component): boolean {
  return Boolean(component.hide) || (component.children ?? []).some(hasConditions);
}

/** The data without what the conditions hide. Conditions are asked over the unfiltered data, as in the browser. */
function withoutHidden(form: Component, data: Data): Data {
  const result = JSON.parse(JSON.stringify(data)) as Data;
  const visit = (component: Component, base: Path, scope: Scope, context: Data, above: boolean): void => {
    const path = [...base, ...component.path];
    askAt(path);
    const hidden = above || test(component.hide, context);
    if (component.kind === "field") {
      if (hidden) remove(result, path);
    } else if (component.kind === "list") {
      if (hidden) remove(result, path);
      else visitRows(component, path, scope);
    } else {
      component.children?.forEach((child) => visit(child, path, scope, context, hidden));
    }
  };
  const visitRows = (list: Component, path: Path, scope: Scope): void => {
    rowsAt(data, path).forEach((row, index) => {
      const inner: Scope = { data, this: row, parent: scope.this, i: [...scope.i, index + 1] };
      const context = contextOf(inner);
      const rowPath = list.repeating ? [...path, index] : path;
      list.children?.forEach((child) => visit(child, rowPath, inner, context, false));
    });
  };
  const root: Scope = { data, this: data, parent: null, i: [] };
  visit(form, [], root, contextOf(root), false);
  return result;
}

/** `{{ expression }}` in a text is replaced by its value. */
function filledIn(text: string | undefined, context: Data): Json {
  if (text === undefined || text.startsWith("=")) return valueOf(text, context);
  return text.replace(/\{\{(.*?)\}\}/g, (_: string, inner: string) => String(valueOf(`=${inner}`, context) ?? ""));
}

class Walk {
  readonly instances: Instance[] = [];
  readonly computations: Computation[] = [];

  constructor(private readonly data: Data) {}

  visit(component: Component, base: Path, scope: Scope, context: Data): void {
    const path = [...base, ...component.path];
    askAt(path);
    if (test(component.hide, context)) return;
    if (component.kind === "field") this.field(component, path, context);
    else this.container(component, path, scope, context);
  }

  private container(component: Component, path: Path, scope: Scope, context: Data): void {
    const children = component.children ?? [];
    if (component.kind === "list") this.instances.push({ n: component.n, path });
    if (component.kind !== "list" || !component.repeating) {
      children.forEach((child) => this.visit(child, path, scope, context));
      return;
    }
    const parent = contextOf({ ...scope, data: (scope.this ?? {}) as Data });
    rowsAt(this.data, path).forEach((row, index) => {
      const inner: Scope = { data: scope.data, this: row, parent, i: [...scope.i, index + 1] };
      const rowContext = contextOf(inner);
      children.forEach((child) => this.visit(child, [...path, index], inner, rowContext));
    });
  }

  private field(field: Component, path: Path, context: Data): void {
    const instance: Instance = { n: field.n, path };
    if (field.readonly) instance.readonly = test(field.readonly, context);
    if (field.limits) {
      instance.limits = {};
      for (const [name, text] of Object.entries(field.limits)) instance.limits[name] = valueOf(text, context);
    }
    if (field.options) instance.options = valueOf(field.options, context);
    if (field.accept !== undefined) instance.accept = filledIn(field.accept, context);
    if (field.multiple !== undefined) instance.multiple = valueOf(field.multiple, context);
    this.instances.push(instance);
    if (field.compute && !field.frozen && !instance.readonly) {
      this.computations.push({ path, value: valueOf(field.expression, context) ?? null, when: field.compute });
    }
  }
}

function walk(request: Request): Walk {
  const shown = hasConditions(request.form) ? withoutHidden(request.form, request.state) : request.state;
  const data = { ...request.initial, ...shown };
  const scope: Scope = { data, this: data, parent: null, i: [] };
  const result = new Walk(request.state);
  result.visit(request.form, [], scope, contextOf(scope));
  return result;
}

const ROUNDS = 20;

const same = (a: Json, b: Json): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

function writeAll(found: Computation[], state: Data): void {
  found.forEach((one) => write(state, one.path, one.value));
}

/** Computed fields that ought to change, of those that compute at this time. */
function due(result: Walk, when: Computation["when"], state: Data): Computation[] {
  return result.computations.filter((one) => one.when === when && !same(read(state, one.path), one.value));
}

/** Computed fields feed conditions and one another: go round until nothing moves. Null when that never happens. */
function atRest(request: Request): Walk | null {
  for (let round = 0; round < ROUNDS; round += 1) {
    const result = walk(request);
    const found = due(result, "change", request.state);
    if (found.length === 0) return result;
    writeAll(found, request.state);
  }
  return null;
}

/** A field that feeds itself never rests; the browser then computes each field once, and so is it here. */
function computedOnce(request: Request): Walk {
  const done = new Set<string>();
  for (;;) {
    const result = walk(request);
    const found = due(result, "change", request.state).filter((one) => !done.has(JSON.stringify(one.path)));
    if (found.length === 0) return result;
    found.forEach((one) => done.add(JSON.stringify(one.path)));
    writeAll(found, request.state);
  }
}

function settled(request: Request): Walk {
  const untouched = JSON.stringify(request.state);
  let result = atRest(request);
  if (result === null) {
    request.state = JSON.parse(untouched) as Data;
    result = computedOnce(request);
  }
  writeAll(due(result, "presubmit", request.state), request.state);
  return result;
}

/**
 * `{form, state, initial, now?, zone?}` gives `{instances, values}`: the components that show, each with what its expressions
 * say, and `values`, the computed values `[path, value]`. `now` is milliseconds since 1970, `zone` an IANA name.
 */
export function settle(text: string): string {
  const request = JSON.parse(text) as Request;
  const clock = Settings.now;
  const { now, zone } = request;
  askAt([]);
  try {
    if (now !== undefined) Settings.now = () => now;
    if (zone !== undefined) Settings.defaultZone = zone;
    const result = settled(request);
    const values = result.computations.map((one) => [one.path, read(request.state, one.path) ?? null]);
    return JSON.stringify({ instances: result.instances, values });
  } finally {
    askAt(null);
    Settings.now = clock;
    Settings.defaultZone = "system";
  }
}

/** Which of the texts JavaScript refuses as a regular expression: `[[index, message]]`. */
export function brokenPatterns(text: string): string {
  const broken: [number, string][] = [];
  (JSON.parse(text) as string[]).forEach((pattern, index) => {
    try {
      RegExp(pattern);
    } catch (error) {
      broken.push([index, (error as Error).message]);
    }
  });
  return JSON.stringify(broken);
}

/** Which of the texts `[expression, isUnaryTest]` are no FEEL: `[[index, message]]`. */
export function brokenExpressions(text: string): string {
  const broken: [number, string][] = [];
  (JSON.parse(text) as [string, boolean][]).forEach(([expression, isTest], index) => {
    const message = syntaxError(expression, isTest);
    if (message !== null) broken.push([index, message]);
  });
  return JSON.stringify(broken);
}

/** Which values their patterns refuse, of `[[pattern, value]]`: their indexes. A value that is "nothing" is not asked. */
export function mismatches(text: string): string {
  const refused: number[] = [];
  (JSON.parse(text) as [string, Json][]).forEach(([pattern, value], index) => {
    if (isTruthy(value) && !new RegExp(pattern).test(value as string)) refused.push(index);
  });
  return JSON.stringify(refused);
}

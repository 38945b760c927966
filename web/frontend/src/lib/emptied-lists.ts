// form-js leaves a list without rows out of what it submits; to the server a list that is left out means "as it was".
type Data = Record<string, unknown>;
export interface Component {
  type?: string;
  path?: string;
  components?: Component[];
}

/** Adds `[]` for every list of the schema that is shown empty in `shown`, at any depth, to `sent`. */
export function addEmptiedLists(components: Component[], shown: Data, sent: Data): void {
  for (const component of components) {
    const inner = component.components ?? [];
    if (component.type !== "dynamiclist") {
      const keys = (component.path ?? "").split(".").filter(Boolean);
      const below = keys.reduce<unknown>((at, key) => (at as Data | undefined)?.[key], shown) as Data | undefined;
      if (below) addEmptiedLists(inner, below, at(sent, keys));
      continue;
    }
    const keys = (component.path ?? "").split(".").filter(Boolean);
    const last = keys.pop();
    if (!last) continue;
    const holder = keys.reduce<unknown>((place, key) => (place as Data | undefined)?.[key], shown) as Data | undefined;
    const rows = holder?.[last];
    if (!Array.isArray(rows)) continue;
    const target = at(sent, keys);
    if (rows.length === 0) target[last] ??= [];
    const sentRows = target[last];
    if (!Array.isArray(sentRows)) continue;
    rows.forEach((row, index) => {
      if (row && sentRows[index]) addEmptiedLists(inner, row as Data, sentRows[index] as Data);
    });
  }
}

function at(data: Data, keys: string[]): Data {
  return keys.reduce<Data>((place, key) => (place[key] ??= {}) as Data, data);
}

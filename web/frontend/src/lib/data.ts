// The server writes an island's data as JSON into data attributes.
export function readJson<T>(element: HTMLElement, name: string, otherwise: T): T {
  const text = element.dataset[name];
  return text ? (JSON.parse(text) as T) : otherwise;
}

/** Fills `{name}` in a sentence that the server has translated. */
export function fill(sentence: string, facts: Record<string, string>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => facts[name] ?? whole);
}

export function csrfToken(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
}

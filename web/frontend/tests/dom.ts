import { Window } from "happy-dom";

/** A page with this body, put where the islands look for one. */
export function page(html: string, lang = "zh-CN"): Window {
  const window = new Window({ url: "http://localhost/tasks/1" });
  window.document.documentElement.lang = lang;
  window.document.body.innerHTML = html;
  const names = ["document", "localStorage", "CustomEvent", "Event", "HTMLFormElement", "HTMLDialogElement", "DOMException", "MutationObserver"];
  const target = globalThis as unknown as Record<string, unknown>;
  const source = window as unknown as Record<string, unknown>;
  for (const name of names) target[name] = source[name];
  target["window"] = window;
  Object.defineProperty(globalThis, "navigator", { value: window.navigator, configurable: true });
  return window;
}

export function find(selector: string): HTMLElement {
  const element = document.querySelector<HTMLElement>(selector);
  if (!element) throw new Error(`nothing matches ${selector}`);
  return element;
}

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

// Finds every element marked `data-island` and hands it to the one file that knows it. Nothing is loaded for a page
// that does not ask for it.
export type Island = (element: HTMLElement) => void | Promise<void>;

const islands: Record<string, () => Promise<{ default: Island }>> = {
  "clear-draft": () => import("./islands/clear-draft"),
  confirm: () => import("./islands/confirm"),
  "copy-text": () => import("./islands/copy-text"),
  counts: () => import("./islands/counts"),
  diagram: () => import("./islands/diagram"),
  draft: () => import("./islands/draft"),
  freshness: () => import("./islands/freshness"),
  idle: () => import("./islands/idle"),
  "load-when-open": () => import("./islands/load-when-open"),
  news: () => import("./islands/news"),
  shortcuts: () => import("./islands/shortcuts"),
  "shown-fields": () => import("./islands/shown-fields"),
  signature: () => import("./islands/signature"),
  "submit-on-change": () => import("./islands/submit-on-change"),
  "submit-once": () => import("./islands/submit-once"),
  "task-form": () => import("./islands/task-form"),
};

function bringAlive(part: ParentNode): void {
  for (const element of part.querySelectorAll<HTMLElement>("[data-island]")) {
    for (const name of (element.dataset.island ?? "").split(" ")) {
      const load = islands[name];
      if (!load) throw new Error(`no island is named ${name}`);
      void load().then((module) => module.default(element));
    }
  }
}

bringAlive(document);
// A piece of page that came later.
document.addEventListener("content:loaded", (event) => bringAlive(event.target as HTMLElement));

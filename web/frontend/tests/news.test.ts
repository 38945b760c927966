import assert from "node:assert/strict";
import { test } from "node:test";
import keepCounts from "../src/islands/counts";
import hearNews from "../src/islands/news";
import { find, page, wait } from "./dom";

class Source {
  static CLOSED = 2;
  static opened: Source[] = [];
  readyState = 1;
  onerror: (() => void) | null = null;
  private readonly hears: Record<string, () => void> = {};
  constructor(readonly url: string) {
    Source.opened.push(this);
  }
  addEventListener(name: string, does: () => void): void {
    this.hears[name] = does;
  }
  say(name: string): void {
    this.hears[name]?.();
  }
  close(): void {
    this.readyState = 2;
  }
}
const BELL =
  '<a id="bell" data-url="/notices/news" data-stream="/notices/stream"><span data-new-count hidden>0</span></a>' +
  '<p data-new-line hidden><a data-new-words></a></p><p data-news-task="c1.3"></p>';

function answers(said: unknown): void {
  globalThis.fetch = (async () => new Response(JSON.stringify(said))) as typeof fetch;
}

test("a page that is looked at for a moment listens, and shows what is new", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  Source.opened = [];
  globalThis.EventSource = Source as unknown as typeof EventSource;
  page(BELL);
  answers({ count: 2, sentence: "有 2 条新通知" });
  hearNews(find("#bell"));
  context.mock.timers.tick(2_900);
  assert.equal(Source.opened.length, 0); // whoever walks through pages opens nothing
  context.mock.timers.tick(200);
  assert.equal(Source.opened[0]?.url, "/notices/stream?task=c1.3");
  const heard: string[] = [];
  for (const name of ["news:work", "news:task"]) document.addEventListener(name, () => heard.push(name));
  for (const name of ["notice", "work", "task"]) Source.opened[0]?.say(name);
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  context.mock.timers.reset();
  await wait(5);
  assert.deepEqual(heard, ["news:work", "news:task"]);
  assert.equal(find("[data-new-count]").textContent, "2");
  assert.equal(find("[data-new-line]").hidden, false);
  assert.equal(find("[data-new-words]").textContent, "有 2 条新通知");
});

test("a page that finds no place asks now and then, and tries again later", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  Source.opened = [];
  globalThis.EventSource = Source as unknown as typeof EventSource;
  page(BELL);
  let asked = 0;
  globalThis.fetch = (async () => {
    asked += 1;
    return new Response(JSON.stringify({ count: 0, sentence: "" }));
  }) as typeof fetch;
  hearNews(find("#bell"));
  context.mock.timers.tick(3_000);
  context.mock.timers.tick(60_000);
  assert.equal(asked, 0); // it listens
  const refused = Source.opened[0];
  refused?.close();
  refused?.onerror?.();
  context.mock.timers.tick(60_000);
  assert.equal(asked, 1);
  context.mock.timers.tick(60_000);
  assert.equal(Source.opened.length, 2);
});

test("the tabs ask once for a burst of news", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  page('<nav data-url="/inbox/counts"></nav>');
  let asked = 0;
  globalThis.fetch = (async () => {
    asked += 1;
    return new Response(JSON.stringify({ counts: {} }));
  }) as typeof fetch;
  keepCounts(find("nav"));
  for (let burst = 0; burst < 5; burst += 1) document.dispatchEvent(new Event("news:work"));
  context.mock.timers.tick(3_000);
  assert.equal(asked, 1);
});

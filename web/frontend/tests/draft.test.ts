import assert from "node:assert/strict";
import { test } from "node:test";
import keepDraft from "../src/islands/draft";
import { readLocally } from "../src/lib/local-draft";
import { find, page, wait } from "./dom";

const HTML = `<meta name="csrf-token" content="t0k"><form>
  <p data-draft-key="c1.3" data-url="/tasks/c1.3/draft" data-saved="已保存 {at}" data-unsaved="尚未保存"></p></form>`;

function type(answers: object): void {
  find("form").dispatchEvent(new CustomEvent("answers:changed", { detail: answers }));
}

test("what is typed is on the server a moment later, and the browser's copy is gone", async () => {
  page(HTML);
  const calls: [string, RequestInit][] = [];
  globalThis.fetch = (async (url: string, init: RequestInit) => {
    calls.push([url, init]);
    return new Response(JSON.stringify({ saved_at: "10:42" }));
  }) as typeof fetch;
  keepDraft(find("p"));
  type({ name: "张" });
  type({ name: "张三" });
  assert.deepEqual(readLocally("c1.3")?.answers, { name: "张三" });
  await wait(1400);
  assert.equal(calls.length, 1);
  assert.equal(calls[0]?.[1].body, JSON.stringify({ answers: { name: "张三" } }));
  assert.equal((calls[0]?.[1].headers as Record<string, string>)["X-CSRFToken"], "t0k");
  assert.equal(find("p").textContent, "已保存 10:42");
  assert.equal(readLocally("c1.3"), null);
});

test("without the server the browser's copy stays, and the page says so", async () => {
  page(HTML);
  globalThis.fetch = (async () => new Response("", { status: 503 })) as typeof fetch;
  keepDraft(find("p"));
  type({ name: "李四" });
  await wait(1400);
  assert.equal(find("p").textContent, "尚未保存");
  assert.deepEqual(readLocally("c1.3")?.answers, { name: "李四" });
});

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

test("what another window kept is shown and not written over; the person decides", async () => {
  page(HTML.replace("</form>", `<div hidden data-draft-conflict><table><tbody></tbody></table><button data-keep-mine></button></div></form>`));
  const sent: (string | undefined)[] = [];
  globalThis.fetch = (async (_url: string, init: RequestInit) => {
    sent.push((init.headers as Record<string, string>)["If-Match"]);
    if (sent.length > 1) return new Response(JSON.stringify({ saved_at: "10:43" }));
    const met = { sentence: "elsewhere", differences: [{ field: "Note", theirs: "two", mine: "three" }] };
    return new Response(JSON.stringify(met), { status: 409, headers: { ETag: "\"later\"" } });
  }) as typeof fetch;
  keepDraft(find("p"));
  type({ note: "three" });
  await wait(1400);
  assert.equal(find("[data-draft-conflict]").hidden, false);
  assert.equal(find("tbody").textContent, "Notetwothree");
  assert.deepEqual(readLocally("c1.3")?.answers, { note: "three" });
  find("[data-keep-mine]").click();
  await wait(50);
  assert.deepEqual(sent, [undefined, "\"later\""]);
  assert.equal(find("[data-draft-conflict]").hidden, true);
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

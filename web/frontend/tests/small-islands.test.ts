import assert from "node:assert/strict";
import { test } from "node:test";
import clearDraft from "../src/islands/clear-draft";
import confirmFirst from "../src/islands/confirm";
import copyText from "../src/islands/copy-text";
import watchFreshness from "../src/islands/freshness";
import showChosenFields from "../src/islands/shown-fields";
import submitOnChange from "../src/islands/submit-on-change";
import submitOnce from "../src/islands/submit-once";
import { keepLocally, readLocally } from "../src/lib/local-draft";
import { find, page, wait } from "./dom";

test("a finished task's draft leaves the browser", () => {
  page('<div data-draft-key="c1.3"></div>');
  keepLocally("c1.3", { name: "张三" });
  clearDraft(find("div"));
  assert.equal(readLocally("c1.3"), null);
});

test("after a submit its buttons take no second click", async () => {
  page("<form><button type=submit>交</button></form>");
  submitOnce(find("form"));
  find("form").dispatchEvent(new Event("submit", { cancelable: true }));
  await wait(5);
  assert.equal((find("button") as HTMLButtonElement).disabled, true);
});

test("a form that was held back keeps its buttons", async () => {
  page("<form><button type=submit>交</button></form>");
  submitOnce(find("form"));
  const held = new Event("submit", { cancelable: true });
  held.preventDefault();
  find("form").dispatchEvent(held);
  await wait(5);
  assert.equal((find("button") as HTMLButtonElement).disabled, false);
});

test("a form that cannot be undone waits for a yes", () => {
  page('<form data-dialog="sure"></form><dialog id="sure"></dialog>');
  confirmFirst(find("form"));
  const first = new Event("submit", { cancelable: true });
  find("form").dispatchEvent(first);
  assert.equal(first.defaultPrevented, true);
  const dialog = find("dialog") as HTMLDialogElement;
  assert.equal(dialog.open, true);
  let sent = 0;
  (find("form") as HTMLFormElement).requestSubmit = () => void (sent += 1);
  dialog.close("no");
  assert.equal(sent, 0);
  dialog.showModal();
  dialog.close("yes");
  assert.equal(sent, 1);
});

test("a link is copied and the button says so", async () => {
  page('<button hidden data-text="http://x/c/1" data-done="已复制">复制</button>');
  let copied = "";
  Object.defineProperty(navigator, "clipboard", {
    value: { writeText: async (text: string) => void (copied = text) },
    configurable: true,
  });
  copyText(find("button"));
  find("button").click();
  await wait(1);
  assert.equal(copied, "http://x/c/1");
  assert.equal(find("button").textContent, "已复制");
});

test("the page says when somebody else was first", async () => {
  page('<p hidden data-url="/tasks/c1.3/state"></p>');
  globalThis.fetch = (async () => new Response(JSON.stringify({ sentence: "李四已完成" }))) as typeof fetch;
  watchFreshness(find("p"));
  document.dispatchEvent(new Event("visibilitychange"));
  await wait(5);
  assert.equal(find("p").textContent, "李四已完成");
  assert.equal(find("p").hidden, false);
});

test("only the chosen way of signing is sent", () => {
  page(`<form><input type="radio" name="way" value="draw" checked><input id="typed" type="radio" name="way" value="type">
    <fieldset id="a" data-when="way=draw"></fieldset><fieldset id="b" data-when="way=type"></fieldset></form>`);
  showChosenFields(find("form"));
  assert.equal((find("#b") as HTMLFieldSetElement).disabled, true);
  (find("#typed") as HTMLInputElement).click();
  find("form").dispatchEvent(new Event("change"));
  assert.equal((find("#a") as HTMLFieldSetElement).disabled, true);
  assert.equal((find("#b") as HTMLFieldSetElement).disabled, false);
});

test("a changed choice is sent without its button", () => {
  page('<form><select><option>a</option></select><button type="submit">go</button></form>');
  let sent = 0;
  (find("form") as HTMLFormElement).requestSubmit = () => void (sent += 1);
  submitOnChange(find("form"));
  find("form").dispatchEvent(new Event("change"));
  assert.equal(sent, 1);
  assert.equal(find("button").hidden, true);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import shortcuts from "../src/islands/shortcuts";
import { find, page } from "./dom";

const INBOX = `<div data-page="inbox" id="sheet"><button data-open hidden></button>
  <dialog><input type="checkbox" data-off><button data-close></button></dialog></div>
  <input id="key"><ul><li data-tile><a class="tile-title" href="#a">A</a><button data-claim>claim</button></li>
  <li data-tile><a class="tile-title" href="#b">B</a></li></ul>`;

function setUp(html: string): (key: string, from?: string, more?: object) => void {
  const window = page(html);
  Object.assign(globalThis, {
    HTMLElement: window.HTMLElement,
    HTMLInputElement: window.HTMLInputElement,
    HTMLTextAreaElement: window.HTMLTextAreaElement,
    HTMLSelectElement: window.HTMLSelectElement,
    HTMLDetailsElement: window.HTMLDetailsElement,
  });
  shortcuts(find("#sheet"));
  return (key, from = "body", more = {}) => {
    const event = new window.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
    (find(from) as unknown as { dispatchEvent(event: unknown): void }).dispatchEvent(event);
  };
}

test("the selection moves with the focus, and the chosen one is claimed", () => {
  const press = setUp(INBOX);
  let claimed = 0;
  find("[data-claim]").addEventListener("click", () => (claimed += 1));
  press("c");
  assert.equal(claimed, 0);
  press("j");
  assert.equal(document.activeElement?.textContent, "A");
  press("c");
  assert.equal(claimed, 1);
  press("j");
  press("j");
  assert.equal(document.activeElement?.textContent, "B");
  press("k");
  assert.equal(find(".is-chosen").textContent?.startsWith("A"), true);
});

test("letters do nothing while somebody types, or when they are switched off", () => {
  const press = setUp(INBOX);
  press("j", "#key");
  assert.equal(document.querySelector(".is-chosen"), null);
  const off = find("[data-off]") as HTMLInputElement;
  off.checked = true;
  off.dispatchEvent(new Event("change"));
  press("j");
  assert.equal(document.querySelector(".is-chosen"), null);
});

test("a task is completed from within a field, and a fold opens by its letter", () => {
  const press = setUp(`<div data-page="task" id="sheet"><button data-open hidden></button><dialog>
    <input type="checkbox" data-off></dialog></div><textarea id="note"></textarea>
    <details data-key="h"><summary>so far</summary></details><button data-complete>done</button>`);
  let done = 0;
  find("[data-complete]").addEventListener("click", () => (done += 1));
  press("Enter", "#note");
  assert.equal(done, 0);
  press("Enter", "#note", { ctrlKey: true });
  assert.equal(done, 1);
  press("h");
  assert.equal((find("details") as HTMLDetailsElement).open, true);
});

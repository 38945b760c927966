import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { nameRemoveButtons } from "../src/lib/remove-labels";
import { find, page, wait } from "./dom";

const button = (number: number): string =>
  `<button type="button" class="fjs-repeat-row-remove" aria-label="Remove list item ${number}"></button>`;

test("the buttons that remove a row are named in Chinese, those that come later too", async () => {
  page(`<div id="place">${button(1)}</div>`);
  const place = find("#place");
  nameRemoveButtons(place);
  assert.equal(find("button").getAttribute("aria-label"), "删除第 1 项");
  assert.equal(find("button").title, "删除第 1 项");
  place.insertAdjacentHTML("beforeend", button(2));
  await wait(20);
  assert.equal(find("button:last-child").getAttribute("aria-label"), "删除第 2 项");
  // The first row goes: form-js gives the second button its new number.
  find("button:last-child").setAttribute("aria-label", "Remove list item 1");
  await wait(20);
  assert.equal(find("button:last-child").getAttribute("aria-label"), "删除第 1 项");
});

test("form-js still names the button as we expect", () => {
  const source = readFileSync(createRequire(process.cwd() + "/").resolve("@bpmn-io/form-js-viewer"), "utf8");
  assert.match(source, /fjs-repeat-row-remove",\s+"aria-label": `Remove list item \$\{itemIndex \+ 1\}`/);
});

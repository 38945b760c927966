import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { sayDays } from "../src/lib/day-words";
import { find, page, wait } from "./dom";

test("how a day or a time is typed is said in Chinese, in fields that come later too", async () => {
  page('<div id="place"><input class="day" placeholder="yyyy/mm/dd"><input class="own" placeholder="my dd"></div>');
  const place = find("#place");
  sayDays(place);
  assert.equal(find(".day").getAttribute("placeholder"), "年/月/日");
  assert.equal(find(".own").getAttribute("placeholder"), "my dd");
  place.insertAdjacentHTML("beforeend", '<input class="late" placeholder="dd.mm.yyyy"><input class="time" placeholder="hh:mm">');
  await wait(20);
  assert.equal(find(".late").getAttribute("placeholder"), "日.月.年");
  assert.equal(find(".time").getAttribute("placeholder"), "时:分");
});

test("form-js still shows it as a placeholder", () => {
  const source = readFileSync(createRequire(process.cwd() + "/").resolve("@bpmn-io/form-js-viewer"), "utf8");
  assert.match(source, /placeholder: getLocaleReadableDateFormat\(\)/);
  assert.match(source, /placeholder: use24h \? 'hh:mm' : 'hh:mm --'/);
});

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { translate, words } from "../src/lib/form-words";

test("facts are filled in, and a sentence without Chinese stays as it is", () => {
  assert.equal(translate("Field must have maximum value of {value}.", { value: 100 }), "不能大于 100。");
  assert.equal(translate("Brand new {value}", { value: 1 }), "Brand new 1");
});

test("every sentence that form-js translates has its Chinese", () => {
  const source = readFileSync(createRequire(process.cwd() + "/").resolve("@bpmn-io/form-js-viewer"), "utf8");
  const used = [...source.matchAll(/[^_.\w]translate\((['"])(.+?)\1/g)].map((match) => match[2] as string);
  assert.ok(used.length > 30);
  const missing = used.filter((sentence) => !(sentence in words) && !sentence.includes("HELLO"));
  assert.deepEqual(missing, []);
});

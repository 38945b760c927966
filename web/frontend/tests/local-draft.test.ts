import assert from "node:assert/strict";
import { test } from "node:test";
import { dropLocally, keepLocally, newest, readLocally } from "../src/lib/local-draft";
import { page } from "./dom";

test("what is kept is read again until it is dropped", () => {
  page("");
  keepLocally("c1.3", { name: "张三" }, new Date("2026-11-21T02:42:00Z"));
  assert.deepEqual(readLocally("c1.3"), { answers: { name: "张三" }, savedAt: "2026-11-21T02:42:00.000Z" });
  dropLocally("c1.3");
  assert.equal(readLocally("c1.3"), null);
});

test("a spoilt copy counts as none", () => {
  page("");
  localStorage.setItem("sopflow.draft.c1.3", "{");
  assert.equal(readLocally("c1.3"), null);
});

test("the later of two drafts wins", () => {
  const early = { answers: { a: 1 }, savedAt: "2026-11-21T02:42:00Z" };
  const late = { answers: { a: 2 }, savedAt: "2026-11-21T02:43:00Z" };
  assert.equal(newest(early, late), late);
  assert.equal(newest(late, early), late);
  assert.equal(newest(null, early), early);
  assert.equal(newest(early, null), early);
});

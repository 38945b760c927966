import assert from "node:assert/strict";
import { test } from "node:test";
import { addEmptiedLists } from "../src/lib/emptied-lists";

const riders = { type: "dynamiclist", path: "riders", components: [{ type: "dynamiclist", path: "notes" }] };

test("an emptied list is sent as empty", () => {
  const sent = { sum: 1 };
  addEmptiedLists([riders], { sum: 1, riders: [] }, sent);
  assert.deepEqual(sent, { sum: 1, riders: [] });
});

test("a list that is not shown is left alone", () => {
  const sent = {};
  addEmptiedLists([riders], {}, sent);
  assert.deepEqual(sent, {});
});

test("lists within rows and groups are found", () => {
  const sent = { plan: { riders: [{ name: "a" }, { name: "b" }] } };
  const shown = { plan: { riders: [{ name: "a", notes: [] }, { name: "b", notes: [{}] }] } };
  addEmptiedLists([{ type: "group", path: "plan", components: [riders] }], shown, sent);
  assert.deepEqual(sent, { plan: { riders: [{ name: "a", notes: [] }, { name: "b" }] } });
});

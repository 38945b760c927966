import assert from "node:assert/strict";
import { test } from "node:test";
import { markersOf } from "../src/lib/diagram-marks";

test("where the case stands wins over where it has been, and a failure over both", () => {
  const marks = markersOf({ taken: ["a", "b", "c"], current: ["b", "c"], failed: ["c"] });
  assert.deepEqual(marks, [["a", "is-taken"], ["b", "is-current"], ["c", "is-failed"]]);
});

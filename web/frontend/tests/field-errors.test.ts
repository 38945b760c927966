import assert from "node:assert/strict";
import { test } from "node:test";
import { pathOf, placeErrors } from "../src/lib/field-errors";

test("a value path reads as the server writes it", () => {
  assert.equal(pathOf(["beneficiaries", 0, "share"]), "beneficiaries[0].share");
  assert.equal(pathOf(["applicant", "name"]), "applicant.name");
});

test("an error finds its field, a repeated one by its index, and the rest is named", () => {
  const instances = [
    { id: "Field_1", valuePath: ["name"] },
    { id: "Field_2", valuePath: ["beneficiaries", 1, "share"], indexes: { Group_1: 1 } },
  ];
  const { placed, elsewhere } = placeErrors(
    { name: ["此项必填。"], "beneficiaries[1].share": ["不能大于 100。"], gone: ["?"] },
    instances,
  );
  assert.deepEqual(placed["Field_1"], ["此项必填。"]);
  assert.deepEqual((placed["Field_2"] as unknown[])[1], ["不能大于 100。"]);
  assert.deepEqual(elsewhere, ["gone"]);
});

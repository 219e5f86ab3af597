// Moving through lists.

import assert from "node:assert/strict";
import { test } from "node:test";

import { nextIndex, nextInRing } from "./moves";

test("j starts at the first row, k at the last, both stop at the ends", () => {
  assert.equal(nextIndex(-1, 1, 3), 0);
  assert.equal(nextIndex(-1, -1, 3), 2);
  assert.equal(nextIndex(2, 1, 3), 2);
  assert.equal(nextIndex(0, -1, 3), 0);
  assert.equal(nextIndex(-1, 1, 0), -1);
});

test("the arrow keys go through the suggestions and back to the field", () => {
  assert.equal(nextInRing(-1, 1, 2), 0);
  assert.equal(nextInRing(1, 1, 2), -1);
  assert.equal(nextInRing(-1, -1, 2), 1);
});

// Anchors in addresses.

import assert from "node:assert/strict";
import { test } from "node:test";

import { parseAnchor } from "./anchors";

test("pages, slides and times are understood", () => {
  assert.deepEqual(parseAnchor("#page=12"), { kind: "page", value: 12 });
  assert.deepEqual(parseAnchor("#slide=3"), { kind: "slide", value: 3 });
  assert.deepEqual(parseAnchor("#t=90.5,120"), { kind: "t", value: 90.5 });
  assert.deepEqual(parseAnchor("#t=1:02:05"), { kind: "t", value: 3725 });
});

test("nonsense is no anchor", () => {
  assert.equal(parseAnchor(""), null);
  assert.equal(parseAnchor("#results"), null);
  assert.equal(parseAnchor("#t=abc"), null);
});

// The sign "less than" in sources.

import assert from "node:assert/strict";
import { test } from "node:test";

import { keepLessThan } from "./less-than";

test("a typed sign stays a sign, tags stay tags", () => {
  assert.equal(keepLessThan("2 < 3"), "2 &lt; 3");
  assert.equal(keepLessThan("$a<b$ và $x<i$"), "$a&lt;b$ và $x&lt;i$");
  assert.equal(keepLessThan('<p>a<br>b <img data-picture="x" alt="y"></p>'), '<p>a<br>b <img data-picture="x" alt="y"></p>');
  assert.equal(keepLessThan("<script>"), "&lt;script>");
});

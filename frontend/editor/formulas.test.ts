// Dollar signs and snippets.

import assert from "node:assert/strict";
import { test } from "node:test";

import { SNIPPETS, formulaSpans, insertionOf, isInFormula } from "./formulas";

test("a snippet brings its own dollar signs unless it stands in a formula", () => {
  assert.deepEqual(insertionOf("\\frac{|}{}", "Tính "), { text: "$\\frac{}{}$", caret: 7 });
  assert.deepEqual(insertionOf("\\frac{|}{}", "Tính $1 + "), { text: "\\frac{}{}", caret: 6 });
});

test("an escaped dollar is no formula", () => {
  assert.equal(isInFormula("giá 5 \\$ và $x"), true);
  assert.equal(isInFormula("giá 5 \\$"), false);
  assert.equal(isInFormula("$$x$$ rồi"), false);
});

test("formulas of a text are found, the one that is not closed, too", () => {
  assert.deepEqual(formulaSpans("a $x$ b $y"), [
    { from: 2, to: 5, open: false },
    { from: 8, to: 10, open: true },
  ]);
  assert.deepEqual(formulaSpans("$$x$$"), [{ from: 0, to: 5, open: false }]);
  assert.deepEqual(formulaSpans("100 \\$"), []);
});

test("every snippet says where the cursor goes", () => {
  assert.ok(SNIPPETS.every((snippet) => snippet.latex.split("|").length === 2));
});

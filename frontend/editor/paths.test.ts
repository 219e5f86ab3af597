// Places of sentences, ids of rows, conditions of folded parts.

import assert from "node:assert/strict";
import { test } from "node:test";

import { letterOf, meets, nextId, placeOf, rowOf } from "./paths";

const KNOWN = ["body.stem", "body.options", "key.answers", "key.answers.s1", "key.answer"];

test("a sentence goes to the nearest place that the page knows", () => {
  assert.deepEqual(placeOf("body.options.1.text", KNOWN), { place: "body.options", rest: "1.text" });
  assert.deepEqual(placeOf("key.answers.s1", KNOWN), { place: "key.answers.s1", rest: "" });
  assert.deepEqual(placeOf("key.answers.s9", KNOWN), { place: "key.answers", rest: "s9" });
  assert.equal(placeOf("body.stemming", KNOWN), null);
  assert.equal(placeOf("body", KNOWN), null);
});

test("the rest of a path names a row by its number", () => {
  assert.equal(rowOf("1.text"), 1);
  assert.equal(rowOf("s9"), -1);
  assert.equal(rowOf(""), -1);
});

test("new rows never take the id of a row that is there", () => {
  assert.equal(nextId("o", []), "o1");
  assert.equal(nextId("o", ["o1", "o4", "x9"]), "o5");
  assert.equal(nextId("s", ["o7", "s2b"]), "s1");
});

test("rows are lettered in order", () => {
  assert.equal(letterOf("ABC", 1), "B");
  assert.equal(letterOf("1 2 3", 2), "3");
});

test("parts appear by the value of another field", () => {
  const values = (name: string): string => ({ "body.input": "text", mode: "required" })[name] ?? "";
  assert.equal(meets("body.input=text", values), true);
  assert.equal(meets("body.input!=text", values), false);
  assert.equal(meets("mode=optional,required", values), true);
  assert.equal(meets("nothing", values), true);
});

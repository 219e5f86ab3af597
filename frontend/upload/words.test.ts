// The upload's sentences.

import assert from "node:assert/strict";
import { test } from "node:test";

import { idOf, uploadUrl } from "./addresses";
import { bytes, fill, objection, proposalWords, refusal } from "./words";

test("sizes are written as in Vietnam", () => {
  assert.equal(bytes(0, "vi"), "0 B");
  assert.equal(bytes(1536, "vi"), "1,5 kB");
  assert.equal(bytes(37.5 * 1024 * 1024, "vi"), "37,5 MB");
  assert.equal(bytes(37.5 * 1024 * 1024, "en"), "37.5 MB");
  assert.equal(bytes(2 * 1024 ** 3, "vi"), "2 GB");
});

test("a sentence keeps places nobody fills", () => {
  assert.equal(fill("%(done)s / %(total)s", { done: "1" }), "1 / %(total)s");
});

test("an empty and a too large file are refused before they travel", () => {
  const words = { empty: "trống", too_large: "quá %(limit)s" };
  assert.equal(objection(0, 10, words, "vi"), "trống");
  assert.equal(objection(11, 10, words, "vi"), "quá 10 B");
  assert.equal(objection(10, 10, words, "vi"), "");
});

test("the server's sentence is shown, a page of markup is not", () => {
  assert.equal(refusal('{"error": "Hết dung lượng."}', "x"), "Hết dung lượng.");
  assert.equal(refusal("Hết dung lượng.", "x"), "Hết dung lượng.");
  assert.equal(refusal("<html>500</html>", "x"), "x");
  assert.equal(refusal('{"detail": 1}', "x"), "x");
});

test("an upload is known by the last part of its address", () => {
  assert.equal(idOf("http://localhost/tai-len/tep/k7m2x9/"), "k7m2x9");
  assert.equal(uploadUrl("/tai-len/tep", "k7m2x9"), "/tai-len/tep/k7m2x9/");
});

test("proposals are said in one line, none leave no line", () => {
  const row = { proposals: [{ label: "tiêu đề", text: "Phân số" }, { label: "lớp", text: "6" }] } as never;
  assert.equal(proposalWords(row, { proposed: "Gợi ý:" }), "Gợi ý: tiêu đề: Phân số · lớp: 6");
  assert.equal(proposalWords({ proposals: [] } as never, { proposed: "Gợi ý:" }), "");
});

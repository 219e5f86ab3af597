// The upload's states, played through without a browser.

import assert from "node:assert/strict";
import { test } from "node:test";

import { after, idsToPost, isTravelling, offers, percent, pollDelay, toStart, type Happening, type Rows } from "./state";

function play(...events: Happening[]): Rows {
  return events.reduce<Rows>(after, []);
}

const choose = (key: string, size = 100): Happening => ({ type: "chosen", key, name: `${key}.pdf`, size });
const arrive = (key: string): Happening => ({ type: "arrived", key, id: `id-${key}`, statusUrl: `/tai-len/tep/id-${key}/trang-thai/` });

test("three files travel at once, the others wait their turn", () => {
  const rows = play(choose("a"), choose("b"), choose("c"), choose("d"));
  assert.deepEqual(toStart(rows), ["a", "b", "c"]);
  const moving = toStart(rows).reduce<Rows>((now, key) => after(now, { type: "started", key }), rows);
  assert.deepEqual(toStart(moving), []);
  assert.deepEqual(toStart(after(moving, arrive("b"))), ["d"]);
});

test("a file counts for the form once all its bytes are with the server", () => {
  const sending = play(choose("a"), { type: "started", key: "a" }, { type: "progressed", key: "a", sent: 40 });
  assert.deepEqual(idsToPost(sending), []);
  assert.equal(percent(sending[0]!), 40);
  assert.equal(isTravelling(sending), true);
  const arrived = after(sending, arrive("a"));
  assert.deepEqual(idsToPost(arrived), ["id-a"]);
  assert.equal(isTravelling(arrived), false);
});

test("a cut line offers only that file again and keeps what has travelled", () => {
  const rows = play(choose("a"), choose("b"), { type: "started", key: "a" }, { type: "progressed", key: "a", sent: 60 }, { type: "cut", key: "a" });
  assert.deepEqual(offers(rows[0]!), { pause: false, resume: false, retry: true });
  const again = after(rows, { type: "resumed", key: "a" });
  assert.equal(again[0]!.sent, 60);
  assert.equal(again[0]!.phase, "waiting");
});

test("after a reload the same file continues its upload, another file is a new one", () => {
  const listed: Happening = {
    type: "listed",
    uploads: [{ id: "k7m2", name: "a.pdf", length: 100, offset: 30, state: "receiving" }],
  };
  const found = play(listed);
  assert.equal(found[0]!.phase, "needs-file");
  const same = after(found, choose("a"));
  assert.equal(same.length, 1);
  assert.equal(same[0]!.id, "k7m2");
  assert.equal(same[0]!.sent, 30);
  assert.equal(after(found, choose("a", 101)).length, 2);
  assert.equal(after(found, listed).length, 1);
});

test("an expired session loses nothing: the file is checked after signing in again", () => {
  const rows = play(choose("a"), arrive("a"), { type: "signed-out", key: "a" });
  assert.deepEqual(idsToPost(rows), ["id-a"]);
  assert.equal(offers(rows[0]!).retry, true);
  assert.equal(after(rows, { type: "resumed", key: "a" })[0]!.phase, "checking");
});

test("a refused file shows the server's sentence and is not posted", () => {
  const answer = { state: "rejected", error: "Tệp được đặt mật khẩu." };
  const rows = play(choose("a"), arrive("a"), { type: "inspected", key: "a", answer });
  assert.equal(rows[0]!.error, "Tệp được đặt mật khẩu.");
  assert.deepEqual(idsToPost(rows), []);
});

test("proposals and cover appear with the inspection and stay", () => {
  const checking = { state: "checking", proposals: [{ label: "tiêu đề", text: "Phân số" }], cover: "/anh/1.webp" };
  const rows = play(choose("a"), arrive("a"), { type: "inspected", key: "a", answer: checking }, { type: "inspected", key: "a", answer: { state: "ready" } });
  assert.equal(rows[0]!.phase, "ready");
  assert.equal(rows[0]!.proposals[0]!.text, "Phân số");
  assert.equal(rows[0]!.cover, "/anh/1.webp");
});

test("pausing touches only what travels", () => {
  const rows = play(choose("a"), arrive("a"), { type: "paused", key: "a" });
  assert.equal(rows[0]!.phase, "checking");
  assert.equal(play(choose("a"), { type: "paused", key: "a" })[0]!.phase, "paused");
});

test("the server is asked less and less often, at least every six seconds", () => {
  assert.equal(pollDelay(0), 800);
  assert.ok(pollDelay(3) > pollDelay(2));
  assert.equal(pollDelay(50), 6000);
});

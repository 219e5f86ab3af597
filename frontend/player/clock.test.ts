// The count of the time left, without a browser.

import assert from "node:assert/strict";
import { test } from "node:test";

import { isDoubtful, left, minutesLeft, started, warningBetween } from "./clock";

const MINUTE = 60_000;

test("only the monotonic clock counts, whatever the device's date says", () => {
  const clock = started(15 * MINUTE, 5_000, 1_000_000);
  assert.equal(left(clock, 5_000 + MINUTE), 14 * MINUTE);
  assert.equal(left(clock, 5_000 + 20 * MINUTE), 0);
});

test("a jump of the date or a sleep makes the count doubtful", () => {
  const clock = started(15 * MINUTE, 0, 0);
  assert.equal(isDoubtful(clock, MINUTE, MINUTE + 900), false);
  assert.equal(isDoubtful(clock, MINUTE, 24 * 60 * MINUTE), true);
  assert.equal(isDoubtful(clock, MINUTE, -24 * 60 * MINUTE), true);
});

test("warnings come once, at five and at one minute", () => {
  assert.equal(warningBetween(5 * MINUTE + 1, 5 * MINUTE), 5);
  assert.equal(warningBetween(5 * MINUTE, 5 * MINUTE - 1_000), null);
  assert.equal(warningBetween(MINUTE + 500, MINUTE - 500), 1);
  assert.equal(warningBetween(20 * MINUTE, 30_000), 1);
  assert.equal(warningBetween(3 * MINUTE, 10 * MINUTE), null);
});

test("minutes are rounded up: twelve until twelve are over", () => {
  assert.equal(minutesLeft(12 * MINUTE), 12);
  assert.equal(minutesLeft(11 * MINUTE + 1), 12);
  assert.equal(minutesLeft(0), 0);
});

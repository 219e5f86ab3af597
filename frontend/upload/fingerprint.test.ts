// Two files of one name and one size are told apart by what stands in them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fingerprintOf, places } from "./fingerprint";

const MEGABYTE = 1024 * 1024;

function bytes(size: number, changed = -1): Blob {
  const content = new Uint8Array(size).map((_, at) => (at * 31) % 251);
  if (changed >= 0) {
    content[changed]! ^= 1;
  }
  return new Blob([content]);
}

test("the same content has the same fingerprint", async () => {
  assert.equal(await fingerprintOf(bytes(70_000)), await fingerprintOf(bytes(70_000)));
});

test("one changed byte anywhere in a small file tells it apart", async () => {
  const first = await fingerprintOf(bytes(50_000));
  for (const at of [0, 1, 24_999, 49_999]) {
    assert.notEqual(await fingerprintOf(bytes(50_000, at)), first, String(at));
  }
});

test("swapped bytes and lengths are told apart", async () => {
  const [one, two] = [new Blob(["ab"]), new Blob(["ba"])];
  assert.notEqual(await fingerprintOf(one), await fingerprintOf(two));
  assert.notEqual(await fingerprintOf(new Blob(["a"])), await fingerprintOf(new Blob(["a\0"])));
  assert.equal(typeof (await fingerprintOf(new Blob([]))), "string");
});

test("of a large file both ends and many places between are looked at", async () => {
  const size = 20 * MEGABYTE;
  const seen = places(size);
  assert.deepEqual([seen[0], seen.at(-1)], [[0, MEGABYTE], [19 * MEGABYTE, size]]);
  assert.ok(seen.every(([start, end]) => 0 <= start && start < end && end <= size));
  const first = await fingerprintOf(bytes(size));
  for (const at of [5, size - 5, seen[30]![0] + 7]) {
    assert.notEqual(await fingerprintOf(bytes(size, at)), first, String(at));
  }
});

// The saving machine: nothing typed is ever forgotten, whatever the line does.

import assert from "node:assert/strict";
import { test } from "node:test";

import { CALM, PAUSE, RETRIES, type SaveEvent, type SaveState, isAtRisk, next } from "./saving";

function after(...events: SaveEvent[]): SaveState {
  return events.reduce((state, event) => next(state, event).state, CALM);
}

test("it saves a moment after the last input, once", () => {
  assert.equal(next(CALM, "typed").wait, PAUSE);
  assert.equal(next(after("typed"), "due").send, true);
  assert.equal(next(after("typed", "due"), "due").send, undefined);
  assert.deepEqual(after("typed", "due", "saved"), CALM);
});

test("what is typed while a save travels is saved after it, never beside it", () => {
  const state = after("typed", "due", "typed");
  assert.equal(state.phase, "sending");
  assert.equal(next(state, "hurry").send, undefined);
  assert.deepEqual(next(state, "saved"), { state: { phase: "waiting", dirty: true, failures: 0 }, wait: PAUSE });
});

test("a cut line is tried again, more and more slowly, and at once when somebody leaves", () => {
  let state = after("typed", "due");
  for (const wait of [...RETRIES, RETRIES[RETRIES.length - 1]]) {
    const step = next(state, "failed");
    assert.equal(step.wait, wait);
    assert.equal(step.state.dirty, true);
    state = next(step.state, "due").state;
  }
  assert.equal(next(after("typed", "due", "failed"), "hurry").send, true);
});

test("a conflict stops the saving until a person has decided", () => {
  const state = after("typed", "due", "conflict", "typed");
  assert.equal(state.phase, "conflict");
  assert.equal(next(state, "due").send, undefined);
  assert.deepEqual(next(state, "resolved").state, CALM);
});

test("a save that the server refuses is not sent again by itself", () => {
  const state = after("typed", "due", "refused");
  assert.equal(next(state, "due").send, undefined);
  assert.equal(isAtRisk(state), true);
  assert.equal(next(next(state, "typed").state, "due").send, true);
});

test("in every order of events, what was typed and not answered is known to be at risk", () => {
  const events: SaveEvent[] = ["typed", "due", "saved", "failed", "hurry", "conflict", "refused"];
  const walk = (state: SaveState, unsaved: boolean, travelling: boolean, depth: number): void => {
    assert.equal(isAtRisk(state) || !(unsaved || travelling), true);
    if (depth === 0) {
      return;
    }
    for (const event of events) {
      if (["saved", "failed", "conflict", "refused"].includes(event) && !travelling) {
        continue;
      }
      const step = next(state, event);
      const sends = step.send === true;
      assert.equal(sends && travelling, false);
      const answers = ["saved", "failed", "conflict", "refused"].includes(event);
      const lost = answers && event !== "saved";
      walk(step.state, event === "typed" ? true : sends ? false : lost ? true : unsaved, sends || (travelling && !answers), depth - 1);
    }
  };
  walk(CALM, false, false, 6);
});

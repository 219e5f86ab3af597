// When the editor saves, as a pure machine: a moment after the last input, one save at a time, again after a failure.

export const PAUSE = 800;
export const RETRIES = [2_000, 5_000, 10_000, 30_000];

export type Phase = "idle" | "waiting" | "sending" | "failing" | "refused" | "conflict";

/** `dirty`: something was typed that no answered save carried. */
export interface SaveState {
  phase: Phase;
  dirty: boolean;
  failures: number;
}

export type SaveEvent = "typed" | "due" | "saved" | "failed" | "refused" | "conflict" | "hurry" | "resolved";

/** What the page must do: start the clock anew, send now, or nothing. */
export interface Step {
  state: SaveState;
  wait?: number;
  send?: boolean;
}

export const CALM: SaveState = { phase: "idle", dirty: false, failures: 0 };

export function next(state: SaveState, event: SaveEvent): Step {
  switch (event) {
    case "typed":
      return typed(state);
    case "due":
    case "hurry":
      return canSend(state) ? { state: { ...state, phase: "sending", dirty: false }, send: true } : { state };
    case "saved":
      return answered({ ...state, failures: 0 });
    case "failed":
      return failed(state);
    case "refused":
      // The server said no in words; trying the same again would not help, the next input will.
      return state.dirty ? answered({ ...state, failures: 0 }) : { state: { phase: "refused", dirty: true, failures: 0 } };
    case "conflict":
      return { state: { phase: "conflict", dirty: true, failures: 0 } };
    case "resolved":
      return { state: { ...CALM } };
  }
}

/** Leaving the page now would lose something. */
export function isAtRisk(state: SaveState): boolean {
  return state.dirty || state.phase === "sending";
}

function typed(state: SaveState): Step {
  if (state.phase === "conflict" || state.phase === "sending") {
    return { state: { ...state, dirty: true } };
  }
  const phase = state.phase === "failing" ? "failing" : "waiting";
  return { state: { ...state, phase, dirty: true }, wait: PAUSE };
}

function canSend(state: SaveState): boolean {
  return state.dirty && (state.phase === "waiting" || state.phase === "failing");
}

function answered(state: SaveState): Step {
  if (state.dirty) {
    return { state: { ...state, phase: "waiting" }, wait: PAUSE };
  }
  return { state: { ...state, phase: "idle" } };
}

function failed(state: SaveState): Step {
  const wait = RETRIES[Math.min(state.failures, RETRIES.length - 1)] ?? PAUSE;
  return { state: { phase: "failing", dirty: true, failures: state.failures + 1 }, wait };
}

// The outbox as pure functions: which rows are on the device, which go next, what an answer of the server means for them.
// A row leaves for one reason only: a receipt that names its seq and its uuid. Tested as a model in outbox.test.ts.

import type { Held, Json, Refusal, Row } from "./protocol";

const MOST_EVENTS = 200;
const MOST_CHARACTERS = 180_000; // of a request's 256 kB; some letters take two or three bytes
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;
const LONGEST_ASKED = 300_000;

export interface Outbox {
  /** Stored on the device and not yet named by a receipt, in rising order of seq. */
  readonly rows: readonly Row[];
  /** Rows the server will not take now: seq -> why. They stay on the device and wait for a person. */
  readonly aside: Readonly<Record<number, string>>;
  /** Failures in a row; decides how long the next attempt waits. */
  readonly failures: number;
  /** At most this many events in the next request; shrinks while requests are too large. */
  readonly most: number;
  readonly trouble: Trouble;
}

export type Trouble =
  | "" // everything as it should be
  | "cut" // no answer, or the server cannot store now: tried again by itself
  | "signed-out" // a person has to sign in, then it goes on
  | "void"; // the attempt no longer exists for this pupil

/** What to do after an answer: go on at once, after a wait in milliseconds, or when a person has acted. */
export interface Next {
  readonly outbox: Outbox;
  readonly wait: number;
}

export const STUCK = Number.POSITIVE_INFINITY;

export const EMPTY: Outbox = { rows: [], aside: {}, failures: 0, most: MOST_EVENTS, trouble: "" };

/** The outbox with rows that are stored on the device; known ones are not doubled. */
export function enqueue(outbox: Outbox, ...stored: readonly Row[]): Outbox {
  const fresh = stored.filter((row) => !outbox.rows.some((known) => known.seq === row.seq));
  return fresh.length === 0 ? outbox : { ...outbox, rows: [...outbox.rows, ...fresh].sort((a, b) => a.seq - b.seq) };
}

/** The rows as the device holds them now: another tab may have stored or sent some. */
export function refresh(outbox: Outbox, stored: readonly Row[]): Outbox {
  const aside = Object.fromEntries(Object.entries(outbox.aside).filter(([seq]) => stored.some((row) => row.seq === Number(seq))));
  return { ...outbox, rows: [...stored].sort((a, b) => a.seq - b.seq), aside };
}

/** The rows of the next request: the oldest first, never one that was set aside. */
export function toSend(outbox: Outbox): readonly Row[] {
  const chosen: Row[] = [];
  let size = 0;
  for (const row of outbox.rows) {
    if (row.seq in outbox.aside) {
      continue;
    }
    size += JSON.stringify(row).length;
    if (chosen.length === outbox.most || (chosen.length > 0 && size > MOST_CHARACTERS)) {
      break;
    }
    chosen.push(row);
  }
  return chosen;
}

/** Rows that a receipt covers: seq and uuid both named. */
export function covered(outbox: Outbox, stored: readonly (readonly [number, string])[]): readonly Row[] {
  const named = new Map(stored.map(([seq, uuid]) => [seq, uuid.toLowerCase()]));
  return outbox.rows.filter((row) => named.get(row.seq) === row.uuid.toLowerCase());
}

/** The outbox after a receipt; call it when the covered rows have left the device. */
export function acknowledge(outbox: Outbox, stored: readonly (readonly [number, string])[]): Outbox {
  const gone = new Set(covered(outbox, stored).map((row) => row.seq));
  const rows = outbox.rows.filter((row) => !gone.has(row.seq));
  const aside = Object.fromEntries(Object.entries(outbox.aside).filter(([seq]) => !gone.has(Number(seq))));
  return { rows, aside, failures: 0, most: MOST_EVENTS, trouble: "" };
}

/** These rows stay on the device and are not sent again by themselves. */
export function setAside(outbox: Outbox, seqs: readonly number[], code: string): Outbox {
  const held = outbox.rows.filter((row) => seqs.includes(row.seq)).map((row) => [row.seq, code] as const);
  return { ...outbox, aside: { ...outbox.aside, ...Object.fromEntries(held) } };
}

/** What follows an answer that is no receipt. `status` 0: no answer at all; `retryAfter` in seconds or null. */
export function afterError(
  outbox: Outbox,
  sent: readonly Row[],
  status: number,
  refusal: Refusal,
  retryAfter: number | null,
  random: number,
): Next {
  if (status === 401 || status === 403) {
    return { outbox: { ...outbox, trouble: "signed-out" }, wait: STUCK };
  }
  if (status === 410) {
    return { outbox: { ...outbox, trouble: "void" }, wait: STUCK };
  }
  const parted = partWith(outbox, sent, status, refusal);
  if (parted) {
    return { outbox: { ...parted, failures: 0 }, wait: 0 };
  }
  const failures = outbox.failures + 1;
  return { outbox: { ...outbox, failures, trouble: "cut" }, wait: pause(failures, retryAfter, random) };
}

/** The outbox without what can never be stored as it is, or null when the answer names nothing of the kind. */
function partWith(outbox: Outbox, sent: readonly Row[], status: number, refusal: Refusal): Outbox | null {
  const seqs = sent.map((row) => row.seq);
  if (status === 409 && refusal.code === "conflict") {
    const named = (refusal.seqs ?? []).filter((seq) => seqs.includes(seq));
    return named.length > 0 ? setAside(outbox, named, "conflict") : null;
  }
  if (status === 422) {
    const named = (refusal.problems ?? []).filter((problem) => seqs.includes(problem.seq));
    return named.length > 0 ? named.reduce((now, one) => setAside(now, [one.seq], one.code), outbox) : halve(outbox, sent, "refused");
  }
  return status === 413 || status === 400 ? halve(outbox, sent, "too_large") : null;
}

/** Half as much next time, until a single row is found that does not fit. */
function halve(outbox: Outbox, sent: readonly Row[], code: string): Outbox | null {
  const [first, second] = sent;
  if (first && !second) {
    return { ...setAside(outbox, [first.seq], code), most: MOST_EVENTS };
  }
  return first ? { ...outbox, most: Math.max(1, Math.floor(sent.length / 2)) } : null;
}

/** Milliseconds until the next try: 1-30 s, doubling, with jitter, and never sooner than the server asked. */
export function pause(failures: number, retryAfter: number | null, random: number): number {
  const ceiling = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(failures, 10));
  const own = FIRST_WAIT + Math.round((ceiling - FIRST_WAIT) * random);
  return Math.max(own, Math.min((retryAfter ?? 0) * 1_000, LONGEST_ASKED));
}

/** The line is back, or a person signed in or asked: try again now. Rows that were set aside stay so. */
export function wake(outbox: Outbox): Outbox {
  return outbox.trouble === "void" ? outbox : { ...outbox, failures: 0, trouble: "" };
}

/** Where the newest answer to a question is. */
export type Whereabouts = "device" | "school" | "aside" | "nowhere";

/** Whether something of this question is still only on the device, and whether it is held back. */
export function whereIs(outbox: Outbox, item: string, answered: boolean): Whereabouts {
  const own = outbox.rows.filter((row) => row.item === item);
  if (own.length === 0) {
    return answered ? "school" : "nowhere";
  }
  return own.every((row) => row.seq in outbox.aside) ? "aside" : "device";
}

/** The answers to show: of what the server holds and what is on the device, the highest (epoch, seq) for each question. */
export function merged(held: Readonly<Record<string, Held>>, rows: readonly Row[]): Record<string, Json> {
  const best = new Map<string, Held>(Object.entries(held));
  for (const row of rows) {
    const known = best.get(row.item);
    if (!known || row.epoch > known.epoch || (row.epoch === known.epoch && row.seq >= known.seq)) {
      best.set(row.item, row);
    }
  }
  return Object.fromEntries([...best].map(([item, one]) => [item, one.value]));
}

/** Seqs that a hand-in does not wait for: the server will never take them. */
export function seqsAside(outbox: Outbox): readonly number[] {
  return Object.keys(outbox.aside).map(Number);
}

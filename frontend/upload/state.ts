// What happens to the files of an upload, as pure functions: no DOM, no network, tested in Node.

export type Phase =
  | "waiting" // chosen, not yet travelling
  | "sending"
  | "paused" // by the person
  | "interrupted" // the line was cut; goes on by itself or by "Try again"
  | "needs-file" // begun before a reload: the same file has to be picked again
  | "signed-out" // all bytes are safe, but the session has lapsed
  | "checking" // arrived, the server looks at it
  | "ready"
  | "rejected"; // the server's sentence says why

export interface Row {
  readonly key: string;
  readonly name: string;
  readonly size: number;
  readonly sent: number;
  readonly phase: Phase;
  readonly id: string;
  readonly statusUrl: string;
  readonly error: string;
  readonly cover: string;
  readonly proposals: readonly Proposed[];
  readonly findings: readonly Found[];
}

/** What the page's room reads out of a file, in words: "grade", "6". */
export interface Proposed {
  readonly label: string;
  readonly text: string;
}

/** What the check noticed about a file that was taken: a sentence, and what can be done. */
export interface Found {
  readonly code: string;
  readonly severity: string;
  readonly text: string;
  readonly hint: string;
}

/** An unfinished or waiting upload as the server lists it after a reload. */
export interface Listed {
  id: string;
  name: string;
  length: number;
  offset: number;
  state: string;
  error?: string;
  status_url?: string;
}

/** What the server says of an upload whose bytes have arrived. */
export interface Inspected {
  state: string;
  progress?: number;
  error?: string;
  proposals?: readonly Proposed[];
  cover?: string;
  findings?: readonly Found[];
}

export type Happening =
  | { type: "chosen"; key: string; name: string; size: number }
  | { type: "listed"; uploads: readonly Listed[] }
  | { type: "started"; key: string }
  | { type: "progressed"; key: string; sent: number }
  | { type: "paused"; key: string }
  | { type: "resumed"; key: string }
  | { type: "cut"; key: string }
  | { type: "signed-out"; key: string }
  | { type: "arrived"; key: string; id: string; statusUrl: string }
  | { type: "inspected"; key: string; answer: Inspected }
  | { type: "rejected"; key: string; error: string }
  | { type: "removed"; key: string };

export type Rows = readonly Row[];

export const PARALLEL = 3;

/** The rows after something happened; unknown keys change nothing. */
export function after(rows: Rows, event: Happening): Rows {
  switch (event.type) {
    case "chosen":
      return chosen(rows, event);
    case "listed":
      return [...rows, ...event.uploads.filter((item) => !rows.some((row) => row.id === item.id)).map(fromListed)];
    case "removed":
      return rows.filter((row) => row.key !== event.key);
    default:
      return rows.map((row) => (row.key === event.key ? changed(row, event) : row));
  }
}

/** A file chosen again after a reload continues its own row; any other is a new row. */
function chosen(rows: Rows, event: { key: string; name: string; size: number }): Rows {
  const waiting = rowAwaiting(rows, event.name, event.size);
  if (waiting) {
    return rows.map((row) => (row === waiting ? { ...row, key: event.key, phase: "waiting" } : row));
  }
  return [...rows, { ...blank, key: event.key, name: event.name, size: event.size }];
}

/** The row that was begun before a reload with this very file, if there is one. */
export function rowAwaiting(rows: Rows, name: string, size: number): Row | undefined {
  return rows.find((row) => row.phase === "needs-file" && row.name === name && row.size === size);
}

function changed(row: Row, event: Happening): Row {
  switch (event.type) {
    case "started":
      return { ...row, phase: "sending", error: "" };
    case "progressed":
      return { ...row, sent: Math.min(event.sent, row.size) };
    case "paused":
      return row.phase === "sending" || row.phase === "waiting" ? { ...row, phase: "paused" } : row;
    case "resumed":
      return { ...row, phase: isArrived(row) ? "checking" : "waiting", error: "" };
    case "cut":
      return { ...row, phase: "interrupted" };
    case "signed-out":
      return { ...row, phase: "signed-out" };
    case "arrived":
      return { ...row, phase: "checking", sent: row.size, id: event.id, statusUrl: event.statusUrl };
    case "inspected":
      return inspected(row, event.answer);
    case "rejected":
      return { ...row, phase: "rejected", error: event.error };
    default:
      return row;
  }
}

function inspected(row: Row, answer: Inspected): Row {
  const known = { cover: answer.cover || row.cover, proposals: answer.proposals ?? row.proposals, findings: answer.findings ?? row.findings };
  if (answer.state === "rejected") {
    return { ...row, ...known, phase: "rejected", error: answer.error ?? "" };
  }
  return { ...row, ...known, phase: answer.state === "ready" ? "ready" : "checking" };
}

const blank: Row = {
  key: "",
  name: "",
  size: 0,
  sent: 0,
  phase: "waiting",
  id: "",
  statusUrl: "",
  error: "",
  cover: "",
  proposals: [],
  findings: [],
};

function fromListed(item: Listed): Row {
  const phases: Record<string, Phase> = { receiving: "needs-file", checking: "checking", ready: "ready", rejected: "rejected" };
  const phase = phases[item.state] ?? "needs-file";
  return {
    ...blank,
    key: `server-${item.id}`,
    name: item.name,
    size: item.length,
    sent: item.offset,
    phase,
    id: item.id,
    statusUrl: item.status_url ?? "",
    error: item.error ?? "",
  };
}

/** Keys to start now, so that no more than `limit` files travel at once. */
export function toStart(rows: Rows, limit: number = PARALLEL): string[] {
  const busy = rows.filter((row) => row.phase === "sending").length;
  return rows
    .filter((row) => row.phase === "waiting")
    .slice(0, Math.max(0, limit - busy))
    .map((row) => row.key);
}

/** All bytes are with the server. */
export function isArrived(row: Row): boolean {
  return row.id !== "" && row.sent >= row.size && row.size > 0;
}

/** Upload ids that the surrounding form posts. */
export function idsToPost(rows: Rows): string[] {
  return rows.filter((row) => isArrived(row) && row.phase !== "rejected").map((row) => row.id);
}

/** Files on their way: leaving the page or sending the form should wait for them. */
export function isTravelling(rows: Rows): boolean {
  return rows.some((row) => row.phase === "waiting" || row.phase === "sending");
}

/** Whole per cent that are with the server. */
export function percent(row: Row): number {
  return row.size > 0 ? Math.floor((row.sent / row.size) * 100) : 0;
}

/** Buttons a row offers. */
export function offers(row: Row): { pause: boolean; resume: boolean; retry: boolean } {
  return {
    pause: row.phase === "sending" || row.phase === "waiting",
    resume: row.phase === "paused",
    retry: row.phase === "interrupted" || row.phase === "signed-out",
  };
}

/** Milliseconds until the server is asked again: 0.8 s first, then slower, 6 s at most. */
export function pollDelay(asked: number): number {
  return Math.min(800 * 1.4 ** asked, 6000);
}

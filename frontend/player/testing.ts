// For tests in Node: a small server that keeps the protocol, a line that can be cut, and a time that tests move.

import { mock } from "node:test";

import type { Answer, Claim, Line } from "./line";
import type { Time } from "./engine";
import type { HandedIn, Held, Receipt, Refusal, Row, Session } from "./protocol";

/** How a request fares: it arrives or not, and its answer comes back or not. */
export type Fate = "through" | "lost" | "answer-lost";

export class SmallServer {
  readonly events: { client: string; row: Row }[] = [];
  epoch = 0;
  holder = "";
  state: "in_progress" | "submitted" = "in_progress";
  remaining = 900_000;
  token = "t1";
  receipt = "";
  submissions = 0;
  refused: Record<string, string> = {}; // item -> code of a 422
  signedIn = true;

  start(client: string): Answer<Session> {
    if (!this.signedIn) {
      return no(401);
    }
    if (this.holder !== client && this.state === "in_progress") {
      this.epoch += 1;
      this.holder = client;
    }
    return yes<Session>({
      ...this.clock(),
      state: this.state,
      token: this.token,
      epoch: this.epoch,
      client_id: client,
      grace_ms: 120_000,
      form_key: null,
      storage_key: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
      package_url: "/t/goi/x/",
      upto: { [client]: this.upto(client) },
      answers: this.answers(),
      ...(this.state === "submitted" ? { receipt: this.receipt, submitted_at: NOW } : {}),
    });
  }

  save(token: string, client: string, epoch: number, events: readonly Row[]): Answer<Receipt> {
    if (token !== this.token) {
      return no(401);
    }
    const problem = this.store(client, events);
    if (problem) {
      return problem;
    }
    return yes<Receipt>(this.receiptOf(client, epoch, events));
  }

  private receiptOf(client: string, epoch: number, events: readonly Row[]): Receipt {
    return {
      ...this.clock(),
      stored: events.map((row) => [row.seq, row.uuid] as const),
      upto: this.upto(client),
      epoch: this.epoch,
      superseded: epoch < this.epoch,
      late: this.state !== "in_progress",
      state: this.state,
    };
  }

  handIn(token: string, client: string, claim: Claim, events: readonly Row[]): Answer<HandedIn> {
    if (token !== this.token) {
      return no(401);
    }
    const problem = this.store(client, events);
    if (problem) {
      return problem;
    }
    const known = this.events.filter((one) => one.client === client).map((one) => one.row.seq);
    const wanted = Array.from({ length: claim.last }, (_, rank) => rank + 1);
    if (wanted.some((seq) => !known.includes(seq) && !claim.aside.includes(seq))) {
      return no(409, { code: "missing" });
    }
    if (client !== this.holder) {
      return no(409, { code: "superseded" });
    }
    if (this.state === "in_progress") {
      this.state = "submitted";
      this.submissions += 1;
      this.receipt = "k7m2 x9qd";
    }
    return yes<HandedIn>({ ...this.receiptOf(client, this.epoch, events), receipt: this.receipt, submitted_at: NOW });
  }

  /** The projection: for each question the highest (epoch, seq). */
  answers(): Record<string, Held> {
    const best: Record<string, Held> = {};
    for (const { row } of this.events) {
      const known = best[row.item];
      if (!known || row.epoch > known.epoch || (row.epoch === known.epoch && row.seq > known.seq)) {
        best[row.item] = { value: row.value, epoch: row.epoch, seq: row.seq };
      }
    }
    return best;
  }

  private store(client: string, events: readonly Row[]): Answer<never> | null {
    const problems = events.filter((row) => row.item in this.refused);
    if (problems.length > 0) {
      const refusal = { code: "refused", problems: problems.map((row) => ({ seq: row.seq, code: this.refused[row.item]! })) };
      return no(422, refusal);
    }
    const known = (row: Row): Row | undefined => this.events.find((one) => one.client === client && one.row.seq === row.seq)?.row;
    const clashes = events.filter((row) => known(row) && known(row)!.uuid !== row.uuid);
    events.filter((row) => !known(row)).forEach((row) => this.events.push({ client, row }));
    const others = events.filter((row) => !clashes.includes(row)).map((row) => [row.seq, row.uuid] as const);
    return clashes.length > 0 ? no(409, { code: "conflict", seqs: clashes.map((row) => row.seq), stored: others, server_now: NOW }) : null;
  }

  private upto(client: string): number {
    const seqs = new Set(this.events.filter((one) => one.client === client).map((one) => one.row.seq));
    let upto = 0;
    while (seqs.has(upto + 1)) {
      upto += 1;
    }
    return upto;
  }

  private clock(): { server_now: string; deadline: string; remaining_ms: number } {
    return { server_now: NOW, deadline: NOW, remaining_ms: this.remaining };
  }
}

export const NOW = "2026-11-24T10:42:00+07:00";

/** A line to the small server whose next requests fare as told. */
export class ShakyLine implements Line {
  fates: Fate[] = [];
  requests = 0;
  most = 0; // events in the largest request
  failing: { status: number; retryAfter: number | null } | null = null;

  constructor(private readonly server: SmallServer) {}

  async start(client: string): Promise<Answer<Session>> {
    return this.carry(() => this.server.start(client));
  }

  async save(token: string, client: string, epoch: number, events: readonly Row[]): Promise<Answer<Receipt>> {
    this.most = Math.max(this.most, events.length);
    return this.carry(() => this.server.save(token, client, epoch, events));
  }

  async handIn(token: string, client: string, _epoch: number, claim: Claim, events: readonly Row[]): Promise<Answer<HandedIn>> {
    return this.carry(() => this.server.handIn(token, client, claim, events));
  }

  private async carry<T>(work: () => Answer<T>): Promise<Answer<T>> {
    this.requests += 1;
    if (this.failing) {
      return { status: this.failing.status, body: null, refusal: {}, retryAfter: this.failing.retryAfter };
    }
    const fate = this.fates.shift() ?? "through";
    if (fate === "lost") {
      return no(0);
    }
    const answer = work();
    return fate === "answer-lost" ? no(0) : answer;
  }
}

/** A time that stands still until told to move. */
export class ToldTime implements Time {
  private at = 1_000;
  private slept = 0;

  now(): number {
    return this.at;
  }

  wall(): number {
    return 1_790_000_000_000 + this.at + this.slept;
  }

  random(): number {
    return 0;
  }

  pass(milliseconds: number): void {
    this.at += milliseconds;
  }

  sleep(milliseconds: number): void {
    this.slept += milliseconds;
  }
}

const STEP = 5; // milliseconds of told time between two looks
const TURNS = 20; // of the event loop: the database and the channel between tabs need a few for each word

const CIPHERS = ["encrypt", "decrypt", "importKey"] as const; // they work in threads, whose time nobody tells
let ciphers = 0; // under way

/** From now on `setTimeout` waits for time that is told, so that a busy machine changes nothing. */
export function tellTimers(): void {
  mock.timers.enable({ apis: ["setTimeout"] });
  for (const name of CIPHERS) {
    const real = crypto.subtle[name].bind(crypto.subtle) as (...given: unknown[]) => Promise<unknown>;
    const counted = (...given: unknown[]): Promise<unknown> => {
      ciphers += 1;
      return real(...given).finally(() => (ciphers -= 1));
    };
    Object.defineProperty(crypto.subtle, name, { value: counted });
  }
}

/** Let that many milliseconds pass for the timers, and everything that is under way end; or end early when `done`. */
export async function quiet(milliseconds = 60, done: () => boolean = () => false): Promise<void> {
  for (let passed = 0; passed <= milliseconds && !done(); passed += STEP) {
    for (let turn = 0; turn < TURNS; turn = ciphers > 0 ? 0 : turn + 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    mock.timers.tick(STEP);
  }
}

/** The outcome of work that may have to wait for told time. */
export async function passing<T>(work: Promise<T>, patience = 30_000): Promise<T> {
  let ended = false;
  const end = (): void => void (ended = true);
  work.then(end, end);
  await quiet(patience, () => ended);
  return work;
}

function yes<T>(body: T): Answer<T> {
  return { status: 200, body: structuredClone(body), refusal: {}, retryAfter: null };
}

function no(status: number, refusal: Refusal = {}): Answer<never> {
  return { status, body: null, refusal, retryAfter: null };
}

// An attempt at work, without a page: answers go to the device, from there to school, the clock is the server's.
// The element draws what stands here; node tests drive it against a small server of their own.

import { isDoubtful, left, started, type Clock } from "./clock";
import { SILENCE, type Answer, type Line } from "./line";
import {
  acknowledge,
  afterError,
  covered,
  EMPTY,
  enqueue,
  merged,
  refresh,
  seqsAside,
  STUCK,
  toSend,
  wake,
  whereIs,
  type Outbox,
  type Whereabouts,
} from "./outbox";
import type { Clocked, Draft, Json, Receipt, Refusal, Row, Session } from "./protocol";
import { uuid } from "./seal";
import type { Store } from "./store";
import { alone } from "./turn";

const HEARTBEAT = 50_000;
const REOPENED = 2_000; // more time left than this: the clock's hand-in was overtaken by extra minutes
const AFTER_RENEWAL = 1_000;
const SPREAD = 3_000; // hand-ins by the clock do not all come in the same moment

export interface Time {
  now(): number; // performance.now()
  wall(): number; // Date.now()
  random(): number;
}

/** What tabs of one browser tell each other: an answer given, or times of receipts by question. */
interface News {
  readonly item?: string;
  readonly value?: Json;
  readonly times?: Readonly<Record<string, string>>;
}

/** An intended hand-in; it outlives a reload. */
interface Intent {
  readonly key: string;
  readonly byClock: boolean;
}

/** Where the newest answer of a question is; "page": only in memory, "writing": on its way to the device. */
export type Place = Whereabouts | "page" | "writing" | "preview";

export type Begun = "running" | "submitted" | "signed-out" | "cut" | "refused";

export class Engine {
  outbox: Outbox = EMPTY;
  session: Session | null = null;
  answers: Record<string, Json> = {};
  savedAt: Record<string, string> = {}; // item -> the server's time of the receipt
  superseded = false;
  late = false;
  intent: Intent | null = null;
  receipt: { code: string; at: string } | null = null;
  refusal: Refusal = {};
  contact = 0; // performance.now() of the last answer of the server
  minutes = 0; // of the test, for the elapsed time
  private clock: Clock | null = null;
  private readonly writing = new Map<string, number>(); // item -> rows on their way to the disk
  private timer: ReturnType<typeof setTimeout> | undefined;
  private busy = false;
  private again = false;
  private channel: BroadcastChannel | null = null;

  constructor(
    private readonly line: Line,
    readonly store: Store,
    private readonly time: Time,
    private readonly changed: () => void,
  ) {}

  /** Start or resume; the same call after a sign-in and after "go on here". */
  async begin(): Promise<Begun> {
    const answer = await this.line.start(this.store.client);
    this.refusal = answer.refusal;
    if (answer.body) {
      this.contact = this.time.now();
      return this.take(answer.body);
    }
    const signedOut = answer.status === 401 || answer.status === 403 || answer.status === 404;
    return signedOut ? "signed-out" : answer.status === 409 || answer.status === 410 ? "refused" : "cut";
  }

  private async take(session: Session): Promise<Begun> {
    if (session.token) {
      this.session = session;
      await this.store.useKey(session.storage_key);
      await this.store.raise(session.upto?.[this.store.client] ?? 0);
      this.outbox = wake(refresh(this.outbox, await this.store.rows()));
      this.answers = merged(session.answers ?? {}, this.outbox.rows);
    }
    if (session.state === "submitted") {
      await this.close(session.receipt ?? "", session.submitted_at ?? "");
      if (this.waiting > 0) {
        this.schedule(0); // what this device still held travels as late answers; a teacher decides
      }
      return "submitted";
    }
    this.superseded = false;
    this.setClock(session);
    this.intent = ((await this.store.note("intent")) ?? null) as Intent | null;
    this.listenToTabs();
    this.schedule(this.waiting > 0 || this.intent ? 0 : this.restTime());
    return "running";
  }

  /** Milliseconds left, or null before the start. */
  get left(): number | null {
    return this.clock ? left(this.clock, this.time.now()) : null;
  }

  /** Where the newest answer of this question is. */
  whereIs(item: string): Place {
    if (this.writing.has(item)) {
      return "writing";
    }
    const isAnswered = this.answers[item] !== undefined && (this.answers[item] !== null || item in this.savedAt);
    const where = whereIs(this.outbox, item, isAnswered);
    const held = this.outbox.rows.some((row) => row.item === item && this.store.isHeld(row.seq));
    return where === "device" && held ? "page" : where;
  }

  /** Rows that have not been named by a receipt. */
  get waiting(): number {
    return this.outbox.rows.length;
  }

  /** An answer, or null to clear. Resolves when it is on the device (or, failing that, held by the page). */
  async answer(item: string, value: Json): Promise<void> {
    if (!this.session || this.receipt) {
      return;
    }
    this.answers = { ...this.answers, [item]: value };
    this.writing.set(item, (this.writing.get(item) ?? 0) + 1);
    this.changed();
    const draft: Draft = { uuid: uuid(), epoch: this.session.epoch, item, value, elapsed_ms: this.elapsed() };
    const row = await this.store.add(draft).catch(() => this.store.hold(draft));
    this.outbox = enqueue(this.outbox, row);
    this.written(item);
    this.channel?.postMessage({ item, value });
    this.changed();
    if (this.outbox.trouble === "") {
      this.schedule(0); // while the line is cut the waiting try takes it along
    }
  }

  private written(item: string): void {
    const others = (this.writing.get(item) ?? 1) - 1;
    if (others > 0) {
      this.writing.set(item, others);
    } else {
      this.writing.delete(item);
    }
  }

  /** Hand in: once asked for it is done as soon as the line allows, also after a reload. */
  async handIn(byClock: boolean): Promise<void> {
    if (this.intent || this.receipt || (byClock && this.superseded)) {
      return;
    }
    this.intent = { key: uuid(), byClock };
    await this.store.write("intent", { ...this.intent });
    this.changed();
    this.schedule(byClock ? this.time.random() * SPREAD : 0);
  }

  /** Try now: a new row, the line is back, the page is seen again, somebody pressed "try again". */
  kick(): void {
    this.outbox = this.outbox.trouble === "cut" ? wake(this.outbox) : this.outbox;
    this.schedule(0);
  }

  /** After a sign-in in another tab. */
  async signInAgain(): Promise<Begun> {
    const begun = await this.begin();
    this.changed();
    return begun;
  }

  /** Whether the count should be confirmed before it is believed. */
  get isDoubtful(): boolean {
    return this.clock !== null && isDoubtful(this.clock, this.time.now(), this.time.wall());
  }

  stop(): void {
    clearTimeout(this.timer);
    this.channel?.close();
    this.session = null;
  }

  private schedule(wait: number): void {
    if (this.busy) {
      this.again ||= wait === 0;
      return;
    }
    clearTimeout(this.timer);
    if (this.session && wait !== STUCK) {
      this.timer = setTimeout(() => void this.cycle(), wait);
    }
  }

  private async cycle(): Promise<void> {
    if (!this.session || this.busy || (this.receipt && this.outbox.rows.length === 0)) {
      return;
    }
    this.busy = true;
    let wait = HEARTBEAT;
    try {
      wait = await alone(this.store.database, () => this.turn());
    } catch {
      wait = 5_000; // the device refused to read; what is on it stays
    } finally {
      this.busy = false;
    }
    this.changed();
    const pressing = this.again && this.outbox.trouble === "";
    this.again = false;
    await this.clean();
    this.schedule(pressing ? 0 : wait);
  }

  /** One request, and what follows from its answer: the wait until the next. */
  private async turn(): Promise<number> {
    this.outbox = refresh(this.outbox, await this.store.rows());
    if (this.outbox.trouble === "signed-out" || this.outbox.trouble === "void") {
      return STUCK;
    }
    const batch = toSend(this.outbox);
    const isLast = batch.length === this.outbox.rows.length - Object.keys(this.outbox.aside).length;
    if (!this.intent || this.receipt || !isLast) {
      return this.save();
    }
    if (!this.intent.byClock) {
      return this.submit();
    }
    const wait = await this.save();
    return this.outbox.trouble === "" && this.intent && !this.receipt ? this.submit() : wait;
  }

  private async save(): Promise<number> {
    const session = this.session!;
    const batch = toSend(this.outbox);
    const answer = await this.line.save(session.token, this.store.client, session.epoch, batch);
    if (!answer.body) {
      return this.failed(batch, answer);
    }
    const known = await this.stored(answer.body.stored, answer.body.server_now);
    await this.learn(answer.body);
    if (batch.length > 0 && known === 0) {
      return this.failed(batch, SILENCE); // a receipt that names none of the rows is as good as no answer
    }
    return toSend(this.outbox).length > 0 ? 0 : this.restTime();
  }

  private async submit(): Promise<number> {
    const session = this.session!;
    const batch = toSend(this.outbox);
    const claim = { key: this.intent!.key, last: await this.store.highest(), aside: seqsAside(this.outbox) };
    const answer = await this.line.handIn(session.token, this.store.client, session.epoch, claim, batch);
    if (answer.body) {
      this.late ||= answer.body.late;
      await this.stored(answer.body.stored, answer.body.server_now);
      await this.close(answer.body.receipt, answer.body.submitted_at);
      return toSend(this.outbox).length > 0 ? 0 : STUCK;
    }
    if (answer.status === 409 && answer.refusal.code === "superseded") {
      await this.keepPart(answer.refusal);
      this.superseded = true;
      await this.withdraw();
      return this.restTime();
    }
    return this.failed(batch, answer);
  }

  /** A refusal may say that some rows were stored all the same. */
  private async keepPart(refusal: Refusal): Promise<void> {
    if (refusal.stored && refusal.stored.length > 0) {
      await this.stored(refusal.stored, refusal.server_now ?? "");
    }
  }

  /** The hand-in is off: more minutes came, or another device holds the attempt. */
  private async withdraw(): Promise<void> {
    this.intent = null;
    await this.store.write("intent", null);
  }

  /** Rows that a receipt names leave the device, then the list; how many these were. */
  private async stored(named: Receipt["stored"], at: string): Promise<number> {
    const rows = covered(this.outbox, named);
    await this.store.remove(rows);
    this.outbox = acknowledge(this.outbox, named);
    const times = Object.fromEntries(rows.map((row) => [row.item, at]));
    this.savedAt = { ...this.savedAt, ...times };
    this.contact = this.time.now();
    if (rows.length > 0) {
      this.channel?.postMessage({ times });
    }
    return rows.length;
  }

  private async learn(receipt: Receipt): Promise<void> {
    this.late ||= receipt.late;
    this.superseded = receipt.superseded;
    this.setClock(receipt);
    if (receipt.state !== "in_progress" && !this.receipt) {
      await this.begin(); // the clock, the teacher or another device handed it in: ask for the code
    } else if (this.intent?.byClock && (this.superseded || receipt.remaining_ms > REOPENED)) {
      await this.withdraw();
    }
  }

  private async failed(batch: readonly Row[], answer: Answer<unknown>): Promise<number> {
    if (answer.status !== 0) {
      this.contact = this.time.now();
    }
    await this.keepPart(answer.refusal);
    let status = answer.status;
    if (status === 401 && !this.receipt) {
      const begun = await this.begin();
      if (begun === "running" || begun === "submitted") {
        return AFTER_RENEWAL; // only the token had run out
      }
      status = begun === "cut" ? 0 : begun === "refused" ? 410 : 401;
    }
    const sent = this.outbox.rows.filter((row) => batch.some((one) => one.seq === row.seq));
    const next = afterError(this.outbox, sent, status, answer.refusal, answer.retryAfter, this.time.random());
    this.outbox = next.outbox;
    return next.wait;
  }

  private async close(code: string, at: string): Promise<void> {
    this.receipt = { code, at };
    this.intent = null;
    await this.store.write("intent", null);
    await this.clean();
    this.changed();
  }

  /** After the hand-in nothing stays on the device, once every row has been acknowledged. */
  private async clean(): Promise<void> {
    if (this.receipt && this.outbox.rows.length === 0 && (await this.store.count().catch(() => 1)) === 0) {
      await this.store.forget().catch(() => undefined);
    }
  }

  private setClock(message: Clocked): void {
    this.clock = started(message.remaining_ms, this.time.now(), this.time.wall());
  }

  private restTime(): number {
    return HEARTBEAT - this.time.random() * 10_000;
  }

  private elapsed(): number {
    const unclamped = this.clock ? this.clock.remaining - (this.time.now() - this.clock.at) : 0;
    return Math.max(0, Math.round(this.minutes * 60_000 - unclamped));
  }

  /** Another tab of this browser answered or sent: show it here too. The rows are shared anyway. */
  private listenToTabs(): void {
    if (this.channel || typeof BroadcastChannel === "undefined") {
      return;
    }
    this.channel = new BroadcastChannel(`hoclieu-${this.store.attempt}`);
    this.channel.onmessage = (event: MessageEvent<News>) => {
      const { item, value = null, times } = event.data;
      this.answers = item === undefined ? this.answers : { ...this.answers, [item]: value };
      this.savedAt = { ...this.savedAt, ...times };
      void this.store.rows().then((rows) => {
        this.outbox = refresh(this.outbox, rows);
        this.changed();
      });
    };
  }
}

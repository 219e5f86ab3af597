// The attempt at work against a small server: cut lines, lost answers, reloads, a second device, the end of the time.

import "fake-indexeddb/auto";

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { IDBFactory } from "fake-indexeddb";

import { Engine } from "./engine";
import type { Draft } from "./protocol";
import { Store } from "./store";
import { ShakyLine, SmallServer, ToldTime, quiet, tellTimers } from "./testing";

tellTimers();

const ATTEMPT = "4b4e9f3e-0000-4000-8000-000000000002";

class Device {
  readonly time = new ToldTime();
  readonly factory = new IDBFactory();
  line: ShakyLine;
  engine!: Engine;

  constructor(readonly server = new SmallServer()) {
    this.line = new ShakyLine(server);
  }

  /** Open the page: the first time, after a reload, after a crash. */
  async open(): Promise<Engine> {
    this.engine?.stop();
    this.engine = new Engine(this.line, await Store.open(ATTEMPT, this.factory), this.time, () => undefined);
    opened.push(this.engine);
    await this.engine.begin();
    await quiet();
    return this.engine;
  }
}

// An engine keeps a timer and a channel: whatever a test ends with, they are put away.
const opened: Engine[] = [];
afterEach(async () => {
  opened.splice(0).forEach((engine) => engine.stop());
  await quiet(10);
});

test("an answer is saved on the device first, then at school", async () => {
  const device = new Device();
  const engine = await device.open();
  await engine.answer("a", "o2");
  assert.equal(engine.whereIs("a"), "device");
  await quiet();
  assert.equal(engine.whereIs("a"), "school");
  assert.equal(engine.savedAt.a, "2026-11-24T10:42:00+07:00");
  assert.equal(engine.whereIs("b"), "nowhere");
});

test("a lost answer doubles nothing", async () => {
  const device = new Device();
  const engine = await device.open();
  device.line.fates = ["answer-lost"];
  await engine.answer("a", "o2");
  await quiet();
  assert.deepEqual([engine.outbox.trouble, engine.whereIs("a")], ["cut", "device"]);
  engine.kick();
  await quiet();
  assert.deepEqual([engine.whereIs("a"), device.server.events.length], ["school", 1]);
});

test("while the line is cut answers do not hurry the next try", async () => {
  const device = new Device();
  const engine = await device.open();
  device.line.failing = { status: 503, retryAfter: 20 };
  await engine.answer("a", "o1");
  await quiet();
  const before = device.line.requests;
  await engine.answer("b", "o1");
  await engine.answer("c", "o1");
  await quiet();
  assert.equal(device.line.requests, before);
  device.line.failing = null;
  engine.kick();
  await quiet();
  assert.equal(device.server.events.length, 3);
});

test("after a reload without line the answers are there and travel once the line is back", async () => {
  const device = new Device();
  const first = await device.open();
  device.line.failing = { status: 0, retryAfter: null };
  await first.answer("a", "o1");
  await first.answer("a", "o3");
  await quiet();
  device.line.failing = null;
  const again = await device.open();
  assert.equal(again.answers.a, "o3");
  assert.deepEqual(device.server.events.map((one) => one.row.seq), [1, 2]);
  assert.equal(again.store.client, first.store.client);
  assert.equal(device.server.epoch, 1);
});

test("a second device takes over; the first says so, its unsent answers fill only what is untouched", async () => {
  const [phone, desk] = [new Device(), new Device()];
  desk.line = new ShakyLine(phone.server);
  const first = await phone.open();
  phone.line.failing = { status: 0, retryAfter: null };
  await first.answer("a", "phone");
  await first.answer("b", "phone");
  await quiet();
  const second = await desk.open();
  await second.answer("a", "desk");
  await quiet();
  phone.line.failing = null;
  first.kick();
  await quiet();
  assert.equal(first.superseded, true);
  const answers = phone.server.answers();
  assert.deepEqual([answers.a?.value, answers.b?.value], ["desk", "phone"]);
  await first.begin();
  assert.deepEqual([first.superseded, phone.server.epoch, first.answers.a], [false, 3, "desk"]);
});

test("a session that ran out loses nothing: rows wait, and go after signing in", async () => {
  const device = new Device();
  const engine = await device.open();
  [device.server.token, device.server.signedIn] = ["t2", false];
  await engine.answer("a", "o1");
  await quiet();
  assert.deepEqual([engine.outbox.trouble, engine.waiting], ["signed-out", 1]);
  device.server.signedIn = true;
  assert.equal(await engine.signInAgain(), "running");
  await quiet();
  assert.deepEqual([engine.waiting, device.server.events.length], [0, 1]);
});

test("a token that ran out is renewed without bothering anybody", async () => {
  const device = new Device();
  const engine = await device.open();
  device.server.token = "t2";
  await engine.answer("a", "o1");
  await quiet(1_200);
  assert.deepEqual([engine.outbox.trouble, device.server.events.length], ["", 1]);
});

test("the hand-in waits for the line, survives a reload and happens once", async () => {
  const device = new Device();
  const engine = await device.open();
  device.line.failing = { status: 0, retryAfter: null };
  await engine.answer("a", "o1");
  await engine.handIn(false);
  await quiet();
  assert.equal(engine.receipt, null);
  device.line.failing = null;
  device.line.fates = ["through", "answer-lost"];
  const again = await device.open();
  await quiet();
  again.kick();
  await quiet();
  assert.deepEqual([again.receipt?.code, device.server.submissions, device.server.events.length], ["k7m2 x9qd", 1, 1]);
  assert.equal(await again.store.count(), 0);
});

test("extra minutes overtake the clock's hand-in", async () => {
  const device = new Device();
  const engine = await device.open();
  device.time.pass(900_000);
  assert.equal(engine.left, 0);
  device.server.remaining = 300_000;
  await engine.handIn(true);
  await quiet();
  assert.deepEqual([engine.intent, engine.receipt, device.server.submissions], [null, null, 0]);
  assert.ok((engine.left ?? 0) > 290_000);
  device.server.remaining = 0;
  await engine.handIn(true);
  await quiet();
  assert.equal(device.server.submissions, 1);
});

test("answers that come after the teacher collected still travel, as late", async () => {
  const device = new Device();
  const engine = await device.open();
  device.line.failing = { status: 0, retryAfter: null };
  await engine.answer("a", "o1");
  await quiet();
  [device.server.state, device.server.receipt] = ["submitted", "k7m2 x9qd"];
  device.line.failing = null;
  engine.kick();
  await quiet();
  assert.deepEqual([engine.late, engine.receipt?.code, device.server.events.length], [true, "k7m2 x9qd", 1]);
});

test("a receipt that names nothing is no receipt, and no reason to hurry", async () => {
  const device = new Device();
  const engine = await device.open();
  const save = device.server.save.bind(device.server);
  device.server.save = (...given) => {
    const answer = save(...given);
    return answer.body ? { ...answer, body: { ...answer.body, stored: [] } } : answer;
  };
  const before = device.line.requests;
  await engine.answer("a", "o1");
  await quiet(200);
  assert.deepEqual([device.line.requests - before, engine.waiting, engine.whereIs("a")], [1, 1, "device"]);
});

test("a refused answer does not stand in the way of the hand-in", async () => {
  const device = new Device();
  const engine = await device.open();
  device.server.refused = { b: "unknown_item" };
  await engine.answer("a", "o1");
  await engine.answer("b", "o1");
  await engine.answer("c", "o1");
  await quiet();
  assert.equal(engine.whereIs("b"), "aside");
  await engine.handIn(false);
  await quiet();
  assert.deepEqual([engine.receipt?.code, device.server.events.length, engine.waiting], ["k7m2 x9qd", 2, 1]);
});

test("a superseded device does not hand in; what it held is kept", async () => {
  const [phone, desk] = [new Device(), new Device()];
  desk.line = new ShakyLine(phone.server);
  const first = await phone.open();
  await desk.open();
  await first.answer("a", "o1");
  await first.handIn(false);
  await quiet();
  assert.deepEqual([first.superseded, first.intent, first.receipt, phone.server.submissions], [true, null, null, 0]);
  assert.equal(phone.server.events.length, 1);
});

test("a number that already holds another answer is set aside, the others of the request are done", async () => {
  const device = new Device();
  const engine = await device.open();
  device.server.events.push({ client: engine.store.client, row: { seq: 1, uuid: "x", epoch: 1, item: "a", value: "o9", elapsed_ms: 0 } });
  device.line.failing = { status: 0, retryAfter: null };
  await engine.answer("a", "o1");
  await engine.answer("b", "o1");
  await quiet();
  device.line.failing = null;
  engine.kick();
  await quiet();
  assert.deepEqual([engine.whereIs("a"), engine.whereIs("b"), engine.waiting], ["aside", "school", 1]);
});

test("without IndexedDB the page holds the answers and never calls them saved on the device", async () => {
  const server = new SmallServer();
  const line = new ShakyLine(server);
  const engine = new Engine(line, await Store.open(ATTEMPT, undefined), new ToldTime(), () => undefined);
  opened.push(engine);
  await engine.begin();
  await engine.answer("a", "o1");
  assert.deepEqual([engine.store.keeps, engine.whereIs("a")], [false, "page"]);
  await quiet();
  assert.equal(engine.whereIs("a"), "school");
});

test("a full device: the answer is held by the page, goes to school, and its number is never used twice", async () => {
  const device = new Device();
  const engine = await device.open();
  const store = engine.store as unknown as { add(draft: Draft): Promise<never> };
  const add = Store.prototype.add.bind(engine.store);
  store.add = () => Promise.reject(new Error("QuotaExceededError"));
  await engine.answer("a", "o1");
  assert.equal(engine.whereIs("a"), "page");
  engine.store.add = add;
  await engine.answer("b", "o1");
  await quiet();
  assert.deepEqual(device.server.events.map((one) => one.row.seq), [1, 2]);
});

test("two tabs share one sequence", async () => {
  const device = new Device();
  const [one, two] = [await Store.open(ATTEMPT, device.factory), await Store.open(ATTEMPT, device.factory)];
  assert.equal(one.client, two.client);
  const draft = (item: string): Draft => ({ uuid: crypto.randomUUID(), epoch: 1, item, value: "o1", elapsed_ms: 1 });
  const rows = await Promise.all([one.add(draft("a")), two.add(draft("b")), one.add(draft("c")), two.add(draft("d"))]);
  assert.deepEqual(rows.map((row) => row.seq).sort(), [1, 2, 3, 4]);
});

test("what lies on the device cannot be read without the key of the attempt", async () => {
  const device = new Device();
  const engine = await device.open();
  device.line.failing = { status: 0, retryAfter: null };
  await engine.answer("a", "bí mật của em");
  const stranger = await Store.open(ATTEMPT, device.factory);
  assert.deepEqual([await stranger.rows(), await stranger.count()], [[], 1]);
});

test("the count begins with the server's word and is doubted after sleep", async () => {
  const device = new Device();
  const engine = await device.open();
  device.time.pass(60_000);
  assert.deepEqual([engine.left, engine.isDoubtful], [840_000, false]);
  device.time.sleep(600_000);
  assert.equal(engine.isDoubtful, true);
});

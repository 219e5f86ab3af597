// The outbox as a model: whatever is lost, doubled or broken off, a row that the page called saved is on the device or at school.

import "fake-indexeddb/auto";

import assert from "node:assert/strict";
import { test } from "node:test";

import fc from "fast-check";
import { IDBFactory } from "fake-indexeddb";

import { acknowledge, afterError, covered, EMPTY, enqueue, merged, pause, refresh, seqsAside, setAside, STUCK, toSend, wake, whereIs, type Outbox } from "./outbox";
import type { Draft, Receipt, Row } from "./protocol";
import { Store } from "./store";
import { SmallServer } from "./testing";

const ATTEMPT = "4b4e9f3e-0000-4000-8000-000000000001";

const draft = (serial: number, item = "a", epoch = 1): Draft => ({
  uuid: `00000000-0000-4000-8000-${String(serial).padStart(12, "0")}`,
  epoch,
  item,
  value: `o${serial}`,
  elapsed_ms: serial,
});
const row = (seq: number, item = "a", epoch = 1): Row => ({ ...draft(seq, item, epoch), seq });
const holding = (...rows: Row[]): Outbox => enqueue(EMPTY, ...rows);

/** A device, a server and a page in front of the device; every step of the way can be the last before a crash. */
class World {
  readonly server = new SmallServer();
  readonly saved: Row[] = []; // what the page called "saved on this device"
  private readonly factory = new IDBFactory();
  private store!: Store;
  private outbox = EMPTY;
  private sent: readonly Row[] = [];
  private readonly flying: { client: string; token: string; epoch: number; rows: readonly Row[] }[] = []; // on the line
  private answer: Receipt | null = null;
  private token = "";
  private epoch = 0;
  private serial = 0;

  async open(): Promise<void> {
    this.store = await Store.open(ATTEMPT, this.factory);
    const session = this.server.start(this.store.client).body!;
    await this.store.useKey(session.storage_key);
    await this.store.raise(session.upto[this.store.client] ?? 0);
    [this.token, this.epoch] = [session.token, session.epoch];
    this.outbox = refresh(EMPTY, await this.store.rows());
    [this.sent, this.answer] = [[], null];
  }

  async step(name: string): Promise<void> {
    switch (name) {
      case "answer":
        this.serial += 1;
        this.saved.push(await this.store.add(draft(this.serial, `q${this.serial % 3}`, this.epoch)));
        this.outbox = enqueue(this.outbox, this.saved.at(-1)!);
        return;
      case "send": // the request is on its way
        this.sent = toSend(this.outbox);
        this.flying.push({ client: this.store.client, token: this.token, epoch: this.epoch, rows: this.sent });
        return;
      case "arrive": // the server stores it; once more when it is repeated
        this.answer = this.server.save(this.token, this.store.client, this.epoch, this.sent).body;
        return;
      case "arrive-late": // one of before, perhaps of before the crash; nobody waits for its answer any more
        this.flying.splice(0, 1).forEach((one) => this.server.save(one.token, one.client, one.epoch, one.rows));
        return;
      case "answer-lost":
        this.answer = null;
        this.outbox = afterError(this.outbox, this.sent, 0, {}, null, 0).outbox;
        return;
      case "delete": // the rows leave the device …
        await this.store.remove(covered(this.outbox, this.answer?.stored ?? []));
        return;
      case "acknowledge": // … and the list
        this.outbox = acknowledge(this.outbox, this.answer?.stored ?? []);
        return;
      case "other-device":
        this.server.start("another");
        return;
      default: // crash, reload, battery: only device and server remember
        await this.open();
    }
  }

  async onDevice(): Promise<Set<string>> {
    return new Set((await this.store.rows()).map((one) => one.uuid));
  }
}

const STEPS = ["answer", "answer", "send", "arrive", "arrive-late", "answer-lost", "delete", "acknowledge", "crash", "other-device"];

test("a crash between any two steps loses no row that the page called saved, and doubles none", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...STEPS), { maxLength: 40 }), async (steps) => {
      const world = new World();
      await world.open();
      for (const step of steps) {
        await world.step(step);
        const [device, school] = [await world.onDevice(), new Set(world.server.events.map((one) => one.row.uuid))];
        assert.ok(world.saved.every((one) => device.has(one.uuid) || school.has(one.uuid)), `after ${step}`);
      }
      for (const step of ["crash", "send", "arrive", "delete", "acknowledge"]) {
        await world.step(step);
      }
      const school = world.server.events.map((one) => one.row.uuid);
      assert.deepEqual([...school].sort(), world.saved.map((one) => one.uuid).sort());
      assert.equal((await world.onDevice()).size, 0);
    }),
    { numRuns: 150 },
  );
});

test("rows leave only when the receipt names seq and uuid", () => {
  const outbox = holding(row(1), row(2), row(3));
  const half = acknowledge(outbox, [
    [1, row(1).uuid],
    [2, row(9).uuid],
    [7, row(3).uuid],
  ]);
  assert.deepEqual(half.rows.map((one) => one.seq), [2, 3]);
  assert.deepEqual(acknowledge(outbox, []).rows, outbox.rows);
});

test("no answer of the server but a receipt makes a row leave", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 599 }), fc.double({ min: 0, max: 1, noNaN: true }), (status, random) => {
      const outbox = holding(row(1), row(2));
      const refusal = { code: "conflict", seqs: [1], problems: [{ seq: 2, code: "too_long" }] };
      const next = afterError(outbox, outbox.rows, status, refusal, null, random);
      assert.deepEqual(next.outbox.rows, outbox.rows);
    }),
  );
});

test("a request takes the oldest rows, at most two hundred and never above what a request may weigh", () => {
  const many = holding(...Array.from({ length: 450 }, (_, rank) => row(450 - rank)));
  assert.deepEqual(toSend(many).map((one) => one.seq), Array.from({ length: 200 }, (_, rank) => rank + 1));
  const heavy = holding(...[1, 2, 3].map((seq) => ({ ...row(seq), value: "x".repeat(100_000) })));
  assert.deepEqual(toSend(heavy).map((one) => one.seq), [1]);
});

test("waits grow from one second to thirty, with jitter, and honour what the server asks", () => {
  assert.equal(pause(1, null, 0), 1_000);
  assert.ok(pause(1, null, 1) <= 2_000);
  assert.equal(pause(50, null, 1), 30_000);
  assert.equal(pause(1, 12, 0.5), 12_000);
  const after = afterError(holding(row(1)), [row(1)], 503, {}, 7, 0);
  assert.deepEqual([after.wait, after.outbox.trouble], [7_000, "cut"]);
  assert.deepEqual([wake(after.outbox).failures, wake(after.outbox).trouble], [0, ""]);
});

test("every failure but the named ones is tried again", () => {
  for (const status of [0, 404, 408, 429, 500, 502, 503, 507]) {
    const next = afterError(holding(row(1)), [row(1)], status, {}, null, 0.3);
    assert.ok(next.wait >= 1_000 && next.wait <= 30_000, String(status));
    assert.deepEqual(toSend(next.outbox), [row(1)]);
  }
});

test("a signed-out page keeps its rows and waits for the person", () => {
  const next = afterError(holding(row(1)), [row(1)], 401, {}, null, 0);
  assert.deepEqual([next.wait, next.outbox.trouble, next.outbox.rows.length], [STUCK, "signed-out", 1]);
});

test("what can never be stored is set aside and the others go on", () => {
  const outbox = holding(row(1, "a"), row(2, "b"), row(3, "c"));
  const refused = afterError(outbox, outbox.rows, 422, { problems: [{ seq: 2, code: "unknown_item" }] }, null, 0).outbox;
  assert.deepEqual(toSend(refused).map((one) => one.seq), [1, 3]);
  assert.deepEqual([whereIs(refused, "b", true), whereIs(refused, "a", true)], ["aside", "device"]);
  const clash = afterError(refused, toSend(refused), 409, { code: "conflict", seqs: [3] }, null, 0);
  assert.deepEqual([clash.wait, toSend(clash.outbox).map((one) => one.seq)], [0, [1]]);
  assert.deepEqual(seqsAside(clash.outbox), [2, 3]);
  assert.equal(clash.outbox.rows.length, 3);
});

test("a request that is too large is halved until the row that does not fit is found", () => {
  let outbox = holding(row(1), row(2), row(3), row(4));
  for (let turn = 0; turn < 2; turn += 1) {
    outbox = afterError(outbox, toSend(outbox), 413, {}, null, 0).outbox;
  }
  assert.deepEqual(toSend(outbox).map((one) => one.seq), [1]);
  outbox = afterError(outbox, toSend(outbox), 413, {}, null, 0).outbox;
  assert.deepEqual([outbox.aside, toSend(outbox).map((one) => one.seq)], [{ 1: "too_large" }, [2, 3, 4]]);
});

test("a row set aside keeps its mark when the device is read again, and loses it when it is gone", () => {
  const outbox = setAside(holding(row(1), row(2)), [1], "conflict");
  assert.deepEqual(refresh(outbox, [row(1), row(2), row(3)]).aside, { 1: "conflict" });
  assert.deepEqual(refresh(outbox, [row(2)]).aside, {});
});

test("the newest answer is shown: device against school by epoch, then seq", () => {
  const held = { a: { value: "o1", epoch: 2, seq: 4 }, b: { value: "o1", epoch: 1, seq: 2 } };
  const rows = [row(3, "a", 1), row(5, "b", 1), row(6, "c", 1)];
  assert.deepEqual(merged(held, rows), { a: "o1", b: "o5", c: "o6" });
});

test("an older epoch never wins on the screen, however high its number", () => {
  const held = { a: { value: "o1", epoch: 2, seq: 4 }, b: { value: "o2", epoch: 2, seq: 4 }, c: { value: "o3", epoch: 2, seq: 4 } };
  const rows = [row(9, "a", 1), row(4, "b", 2), row(3, "c", 2), row(1, "d", 3), row(8, "d", 2)];
  assert.deepEqual(merged(held, rows), { a: "o1", b: "o4", c: "o3", d: "o1" });
  assert.deepEqual(merged({}, [row(2, "a", 1), row(1, "a", 1)]), { a: "o2" });
});

test("a request that cannot be read is halved too, so that one bad row does not hold up the others", () => {
  for (const status of [400, 413]) {
    const outbox = holding(row(1), row(2), row(3), row(4), row(5));
    const half = afterError(outbox, toSend(outbox), status, {}, null, 0);
    assert.deepEqual([half.wait, toSend(half.outbox).map((one) => one.seq)], [0, [1, 2]]);
    const one = afterError(half.outbox, toSend(half.outbox), status, {}, null, 0);
    assert.deepEqual([one.wait, toSend(one.outbox).map((each) => each.seq)], [0, [1]]);
    const rest = afterError(one.outbox, toSend(one.outbox), status, {}, null, 0);
    assert.deepEqual([rest.outbox.aside, rest.outbox.failures, toSend(rest.outbox).map((each) => each.seq)], [{ 1: "too_large" }, 0, [2, 3, 4, 5]]);
  }
});

test("a refusal that names nothing we sent is halved where it may be one row, and tried again where it is not", () => {
  const outbox = holding(row(1), row(2), row(3));
  const strange = { problems: [{ seq: 9, code: "too_long" }], seqs: [9], code: "conflict" };
  const halved = afterError(outbox, toSend(outbox), 422, strange, null, 0);
  assert.deepEqual([halved.wait, toSend(halved.outbox).map((one) => one.seq)], [0, [1]]);
  assert.deepEqual(afterError(halved.outbox, toSend(halved.outbox), 422, {}, null, 0).outbox.aside, { 1: "refused" });
  for (const refusal of [strange, { code: "conflict" }, { code: "superseded", seqs: [1] }]) {
    const next = afterError(outbox, toSend(outbox), 409, refusal, null, 0);
    assert.deepEqual([next.wait, next.outbox.trouble, next.outbox.failures, next.outbox.aside], [1_000, "cut", 1, {}]);
  }
  assert.equal(afterError(outbox, [], 413, {}, null, 0).outbox.trouble, "cut");
});

test("after a receipt, and after what was set aside, the next request is a full one again", () => {
  const outbox = { ...holding(row(1), row(2)), most: 1, failures: 3, trouble: "cut" as const };
  const after = acknowledge(setAside(outbox, [1, 2, 7], "conflict"), [[1, row(1).uuid.toUpperCase()]]);
  assert.deepEqual(after, { rows: [row(2)], aside: { 2: "conflict" }, failures: 0, most: 200, trouble: "" });
  const single = afterError({ ...outbox, rows: [row(1)] }, [row(1)], 413, {}, null, 0);
  assert.deepEqual([single.outbox.most, single.outbox.failures], [200, 0]);
});

test("the server is given five minutes at most, however long it asks for", () => {
  assert.equal(pause(1, 299, 0), 299_000);
  assert.equal(pause(1, 86_400, 0), 300_000);
  assert.equal(afterError(holding(row(1)), [row(1)], 503, {}, 86_400, 0).wait, 300_000);
});

test("waits double with every failure, between one second and the ceiling", () => {
  assert.deepEqual([1, 2, 3, 4, 5, 11].map((failures) => pause(failures, null, 1)), [2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  assert.deepEqual([pause(3, null, 0), pause(3, null, 0.5), pause(3, 2, 0)], [1_000, 4_500, 2_000]);
  const twice = afterError(afterError(holding(row(1)), [row(1)], 0, {}, null, 0).outbox, [row(1)], 0, {}, null, 1);
  assert.deepEqual([twice.outbox.failures, twice.wait], [2, 4_000]);
});

test("an attempt that does not count any more is not woken, a signed-out page is", () => {
  const gone = afterError(holding(row(1)), [row(1)], 410, {}, null, 0);
  assert.deepEqual([gone.wait, gone.outbox.trouble, wake(gone.outbox)], [STUCK, "void", gone.outbox]);
  for (const status of [401, 403]) {
    const out = afterError({ ...holding(row(1)), failures: 4 }, [row(1)], status, {}, null, 0);
    assert.deepEqual([out.wait, out.outbox.trouble], [STUCK, "signed-out"]);
    assert.deepEqual([wake(out.outbox).trouble, wake(out.outbox).failures], ["", 0]);
  }
});

test("rows stand in the order of their numbers, each once, in the list and after a look at the device", () => {
  const outbox = enqueue(holding(row(3)), row(1), row(3, "other"), row(2));
  assert.deepEqual(outbox.rows, [row(1), row(2), row(3)]);
  assert.equal(enqueue(outbox, row(2)), outbox);
  assert.deepEqual(refresh(outbox, [row(9), row(4)]).rows, [row(4), row(9)]);
});

test("where an answer is: on the device, at school, aside, nowhere", () => {
  const outbox = setAside(holding(row(1, "a"), row(2, "b"), row(3, "b")), [1, 2], "conflict");
  assert.deepEqual(
    [whereIs(outbox, "a", true), whereIs(outbox, "b", true), whereIs(outbox, "c", true), whereIs(outbox, "c", false)],
    ["aside", "device", "school", "nowhere"],
  );
});

test("a request weighs no more than the server takes, but a single heavy row is sent", () => {
  const weighing = (seq: number, size: number) => ({ ...row(seq), value: "x".repeat(size - JSON.stringify({ ...row(seq), value: "" }).length) });
  const exact = holding(weighing(1, 90_000), weighing(2, 90_000), weighing(3, 300));
  assert.deepEqual(toSend(exact).map((one) => one.seq), [1, 2]);
  assert.deepEqual(toSend(holding(weighing(1, 90_000), weighing(2, 90_001))).map((one) => one.seq), [1]);
  assert.deepEqual(toSend(holding(weighing(1, 200_000), row(2))).map((one) => one.seq), [1]);
});

test("with a crash and another device the projection is the same as without", async () => {
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }), async (order) => {
      const rows = [row(1, "a", 1), row(2, "b", 1), row(3, "a", 1), row(1, "a", 2), row(2, "c", 2), row(4, "a", 1)];
      const [straight, shuffled] = [new SmallServer(), new SmallServer()];
      rows.forEach((one) => straight.save("t1", `c${one.epoch}`, 2, [one]));
      order.forEach((rank) => shuffled.save("t1", `c${rows[rank]!.epoch}`, 2, [rows[rank]!]));
      assert.deepEqual(shuffled.answers(), straight.answers());
    }),
    { numRuns: 30 },
  );
});

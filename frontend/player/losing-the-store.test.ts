// The device loses its database at every possible step of a test: answers and hand-in go on, nothing is lost.

import "fake-indexeddb/auto";

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { IDBFactory } from "fake-indexeddb";

import { Engine } from "./engine";
import { Store } from "./store";
import { ShakyLine, SmallServer, ToldTime, passing, quiet, tellTimers } from "./testing";

tellTimers();

const ATTEMPT = "4b4e9f3e-0000-4000-8000-000000000003";

type Loss = "closed" | "deleted" | "gone for good" | "silent";

/** A factory whose databases break at the n-th transaction, counted over all of them. */
class Fragile {
  count = 0;
  broken = false;
  readonly real = new IDBFactory();

  constructor(
    readonly at: number,
    readonly loss: Loss,
  ) {}

  get factory(): IDBFactory {
    return new Proxy(this.real, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (name === "open") {
          return (...given: [string, number]) => this.open(...given);
        }
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  }

  private open(name: string, version: number): IDBOpenDBRequest {
    if (this.broken && this.loss === "gone for good") {
      throw new DOMException("no", "InvalidStateError");
    }
    const request = this.real.open(name, version);
    request.addEventListener("success", () => this.weaken(request.result));
    return request;
  }

  private weaken(database: IDBDatabase): void {
    const real = database.transaction.bind(database);
    database.transaction = (...given: Parameters<IDBDatabase["transaction"]>) => {
      this.count += 1;
      if (this.count === this.at) {
        this.break(database);
      }
      if (this.broken && this.loss === "silent") {
        return silent();
      }
      return real(...given);
    };
  }

  private break(database: IDBDatabase): void {
    this.broken = true;
    if (this.loss !== "silent") {
      database.close();
    }
    if (this.loss === "deleted") {
      this.real.deleteDatabase(database.name);
    }
  }
}

/** A transaction of which nothing is ever heard again. */
function silent(): IDBTransaction {
  const mute = new Proxy({}, { get: () => () => new EventTarget() });
  return Object.assign(new EventTarget(), { objectStore: () => mute, abort: () => undefined, error: null }) as unknown as IDBTransaction;
}

/** A whole test: two answers, one more after a change of mind, the hand-in. */
async function takeATest(fragile: Fragile): Promise<{ server: SmallServer; engine: Engine }> {
  const server = new SmallServer();
  const store = await passing(Store.open(ATTEMPT, fragile.factory));
  const engine = new Engine(new ShakyLine(server), store, new ToldTime(), () => undefined);
  opened.push(engine);
  await passing(engine.begin());
  await passing(engine.answer("a", "o1"));
  await quiet(4_000, () => engine.waiting === 0);
  await passing(engine.answer("b", "o2"));
  await passing(engine.answer("a", "o3"));
  await quiet(4_000, () => engine.waiting === 0);
  await passing(engine.handIn(false));
  await quiet(15_000, () => engine.receipt !== null);
  engine.stop();
  return { server, engine };
}

const opened: Engine[] = [];
afterEach(() => opened.splice(0).forEach((engine) => engine.stop()));

function holds(server: SmallServer): unknown[] {
  const answers = server.answers();
  return [answers.a?.value, answers.b?.value, server.state, server.submissions];
}

const COMPLETE = ["o3", "o2", "submitted", 1];

test("a test without a loss touches the database often enough for what follows", async () => {
  const whole = new Fragile(0, "closed");
  assert.deepEqual(holds((await takeATest(whole)).server), COMPLETE);
  assert.ok(whole.count > 15, String(whole.count));
});

for (const loss of ["closed", "deleted", "gone for good"] as const) {
  test(`the database is ${loss} at each step in turn`, async () => {
    for (let at = 1; at <= 45; at += 1) {
      const fragile = new Fragile(at, loss);
      const { server, engine } = await takeATest(fragile);
      assert.deepEqual(holds(server), COMPLETE, `${loss} at ${at}`);
      assert.equal(engine.waiting, 0, `${loss} at ${at}`);
    }
  });
}

test("a device that falls silent holds nobody up", async (t) => {
  for (const at of [3, 6, 9]) {
    await t.test(`from transaction ${at} on`, async () => {
      const { server } = await takeATest(new Fragile(at, "silent"));
      assert.deepEqual(holds(server), COMPLETE);
    });
  }
});

test("what is lost on the device is put back there and outlives a reload", async () => {
  const fragile = new Fragile(0, "closed");
  const server = new SmallServer();
  const line = new ShakyLine(server);
  const store = await passing(Store.open(ATTEMPT, fragile.factory));
  const engine = new Engine(line, store, new ToldTime(), () => undefined);
  opened.push(engine);
  await passing(engine.begin());
  line.failing = { status: 0, retryAfter: null };
  await passing(engine.answer("a", "o1"));
  store.database!.close();
  const deleting = fragile.real.deleteDatabase("hoclieu-attempts");
  await new Promise((resolve) => deleting.addEventListener("success", resolve));
  await passing(engine.answer("b", "o2"));
  await quiet(5_000, () => store.keeps && !store.isHeld(2));
  assert.deepEqual([store.keeps, store.hasLost, engine.whereIs("a"), engine.whereIs("b")], [true, false, "device", "device"]);
  engine.stop();
  const again = await passing(Store.open(ATTEMPT, fragile.factory));
  await passing(again.useKey(server.start(again.client).body!.storage_key));
  assert.equal(again.client, store.client);
  assert.deepEqual((await passing(again.rows())).map((row) => row.item), ["a", "b"]);
});

test("what is off is said", async () => {
  const fragile = new Fragile(0, "gone for good");
  const line = new ShakyLine(new SmallServer());
  const store = await passing(Store.open(ATTEMPT, fragile.factory));
  const engine = new Engine(line, store, new ToldTime(), () => undefined);
  opened.push(engine);
  await passing(engine.begin());
  line.failing = { status: 0, retryAfter: null };
  fragile.broken = true;
  store.database!.close();
  await passing(engine.answer("a", "o1"));
  assert.deepEqual([store.keeps, store.hasLost, engine.whereIs("a")], [false, true, "page"]);
  engine.stop();
});

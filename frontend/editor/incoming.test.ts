// Asking for pictures: soon at first, then calmly, for as long as it takes; what was said once is not asked again.

import assert from "node:assert/strict";
import { test } from "node:test";

import { DELAYS, type Heard, Incoming, LONGEST, SLOW_AFTER } from "./incoming";

/** A clock that is turned by hand, and a server that says what it is told to say. */
function house(...answers: Heard[]) {
  let now = 0;
  let serial = 0;
  const due = new Map<number, { at: number; work: () => void }>();
  const asked: number[] = [];
  const told: { id: string; heard: Heard }[] = [];
  const incoming = new Incoming(
    (_id) => {
      asked.push(now);
      return Promise.resolve(answers[Math.min(asked.length, answers.length) - 1]!);
    },
    {
      set: (work, wait) => {
        due.set((serial += 1), { at: now + wait, work });
        return serial;
      },
      clear: (timer) => void due.delete(timer),
    },
  );
  incoming.addEventListener("told", (event) => told.push(event as Event & { id: string; heard: Heard }));
  const turn = async (milliseconds: number): Promise<void> => {
    const until = now + milliseconds;
    for (;;) {
      await new Promise((go) => setImmediate(go));
      const [next] = [...due].filter(([, one]) => one.at <= until).sort(([, a], [, b]) => a.at - b.at);
      if (!next) {
        break;
      }
      due.delete(next[0]);
      now = Math.max(now, next[1].at);
      next[1].work();
    }
    now = until;
  };
  return { incoming, asked, told, turn, pending: due };
}

const WAITING: Heard = { id: "k7", state: "waiting" };
const READY: Heard = { id: "k7", state: "ready", url: "/hinh/k7/" };
const REFUSED: Heard = { id: "k7", state: "refused", error: "Hình bị cắt cụt." };

test("a picture that is drawn at once is there within a second, and nothing is asked after that", async () => {
  const { incoming, asked, told, turn, pending } = house(WAITING, READY);
  incoming.add({ id: "k7", state: "waiting" }, new File(["x"], "a.png"));
  assert.equal(incoming.standing("k7")?.state, "waiting");
  await turn(1_000);
  assert.deepEqual(asked, [350, 850]);
  assert.equal(incoming.standing("k7")?.url, "/hinh/k7/");
  assert.equal(incoming.file("k7"), undefined);
  assert.equal(told.length, 1);
  await turn(600_000);
  assert.equal(asked.length, 2);
  assert.equal(pending.size, 0);
});

test("while the house is busy the questions become rarer, and the person is told once", async () => {
  const { incoming, asked, told, turn } = house(WAITING);
  incoming.add({ id: "k7", state: "waiting" });
  await turn(600_000);
  const gaps = asked.map((at, index) => at - (asked[index - 1] ?? 0));
  assert.deepEqual(gaps.slice(0, DELAYS.length), DELAYS);
  assert.ok(gaps.slice(DELAYS.length).every((gap) => gap === LONGEST));
  assert.ok(asked.length <= 50);
  assert.equal(told.length, 1);
  assert.ok(incoming.isSlow("k7"));
  assert.ok(SLOW_AFTER <= DELAYS.length);
});

test("a refusal keeps its sentence and the file, so that it can be sent again", async () => {
  const { incoming, asked, told, turn } = house(REFUSED);
  incoming.add({ id: "k7", state: "waiting" }, new File(["x"], "a.png"));
  await turn(60_000);
  assert.equal(asked.length, 1);
  assert.equal(incoming.standing("k7")?.error, "Hình bị cắt cụt.");
  assert.equal(incoming.file("k7")?.name, "a.png");
  assert.equal(told.length, 1);
});

test("a cut line loses nothing: it goes on asking, and at once when the line is back", async () => {
  const { incoming, asked, turn } = house("cut", "cut", READY);
  incoming.add({ id: "k7", state: "waiting" });
  await turn(900);
  assert.equal(asked.length, 2);
  assert.equal(incoming.standing("k7")?.state, "waiting");
  incoming.hurry();
  await turn(0);
  assert.equal(asked.length, 3);
  assert.equal(incoming.standing("k7")?.state, "ready");
  incoming.hurry();
  await turn(60_000);
  assert.equal(asked.length, 3);
});

test("a lapsed session is said, and after signing in elsewhere the picture is found", async () => {
  const { incoming, told, turn } = house("signed-out", READY);
  incoming.add({ id: "k7", state: "waiting" });
  await turn(5_000);
  assert.deepEqual(told.map((one) => one.heard), ["signed-out", READY]);
  assert.equal(incoming.standing("k7")?.state, "ready");
});

test("a picture that the server no longer knows is refused, not asked for for ever", async () => {
  const { incoming, asked, turn } = house("gone");
  incoming.add({ id: "k7", state: "waiting" });
  await turn(60_000);
  assert.equal(asked.length, 1);
  assert.equal(incoming.standing("k7")?.state, "refused");
});

test("two fields that show one picture ask for it once, and a page that begins with a refusal asks nothing", async () => {
  const { incoming, asked, turn } = house(READY);
  incoming.add({ id: "k7", state: "waiting" });
  incoming.add({ id: "k7", state: "waiting" });
  incoming.add({ id: "m2", state: "refused", error: "x" });
  incoming.hurry();
  incoming.hurry();
  await turn(60_000);
  assert.equal(asked.length, 1);
});

// What has to be said while a pupil works: never in the way of an answer, always with what is safe and what to do.

import { button, make, shape } from "./dom";
import type { Engine } from "./engine";
import { seqsAside } from "./outbox";
import type { Package } from "./protocol";
import { say } from "./words";

const LONG_CUT = 180_000;

export interface Notice {
  readonly key: string;
  readonly tone: "info" | "warn";
  readonly text: string;
  readonly act?: "sign-in" | "retry";
}

/** Everything that holds now, the most urgent first. `silence`: milliseconds since the server last answered. */
export function noticesOf(engine: Engine, pages: Package | null, silence: number): readonly Notice[] {
  const { outbox, intent } = engine;
  const found: Notice[] = [];
  if (outbox.trouble === "void") {
    found.push({ key: "void", tone: "warn", text: say("void") });
  }
  if (outbox.trouble === "signed-out") {
    found.push({ key: "signed_out", tone: "warn", text: say("signed_out"), act: "sign-in" });
  }
  if (intent) {
    found.push({ key: "handing_in", tone: "info", text: say(intent.byClock ? "handing_in_by_clock" : outbox.trouble ? "handing_in_waits" : "handing_in") });
  } else if (outbox.trouble === "cut") {
    const text = say(engine.store.keeps ? (silence > LONG_CUT ? "cut_long" : "cut") : "cut_page_only");
    found.push({ key: "cut", tone: "warn", text, act: "retry" });
  }
  if (engine.store.hasLost) {
    found.push({ key: "storage_lost", tone: "warn", text: say(engine.waiting > 0 ? "storage_lost_waiting" : "storage_lost") });
  }
  const held = seqsAside(outbox);
  if (held.length > 0) {
    const items = [...new Set(outbox.rows.filter((row) => held.includes(row.seq)).map((row) => row.item))];
    const numbers = items.flatMap((item) => pages?.items[item]?.number ?? []).sort((a, b) => a - b);
    found.push({ key: "aside", tone: "warn", text: say("aside", { questions: numbers.join(", ") || "?" }) });
  }
  if (engine.late) {
    found.push({ key: "late", tone: "info", text: say("late") });
  }
  return found;
}

export interface NoticeActs {
  readonly signInUrl: string;
  retry(): void;
  signedIn(): void;
}

/** The notices as elements; an unchanged one keeps its place, so that a screen reader does not repeat it. */
export class NoticeBoard {
  readonly element = make("div", { class: "exam__notices", role: "status" });

  constructor(private readonly acts: NoticeActs) {}

  show(notices: readonly Notice[]): void {
    const wanted = notices.map((notice) => `${notice.key}:${notice.text}`);
    for (const old of [...this.element.children] as HTMLElement[]) {
      if (!wanted.includes(old.dataset.key ?? "")) {
        old.remove();
      }
    }
    notices.forEach((notice, rank) => {
      const key = wanted[rank]!;
      const known = [...this.element.children].find((one) => (one as HTMLElement).dataset.key === key);
      if (!known) {
        this.element.append(this.draw(notice, key));
      }
    });
  }

  private draw(notice: Notice, key: string): HTMLElement {
    const sign = shape(notice.tone === "warn" ? "!" : "i");
    return make("div", { class: `exam__notice exam__notice--${notice.tone}`, "data-key": key }, sign, make("p", {}, notice.text), this.buttons(notice));
  }

  private buttons(notice: Notice): HTMLElement | null {
    if (notice.act === "retry") {
      return make("div", { class: "buttons" }, button(say("try_again"), "button--small", () => this.acts.retry()));
    }
    if (notice.act === "sign-in") {
      const link = make("a", { class: "button button--small", href: this.acts.signInUrl, target: "_blank", rel: "noopener" }, say("sign_in"));
      return make("div", { class: "buttons" }, link, button(say("try_again"), "button--small", () => this.acts.signedIn()));
    }
    return null;
  }
}

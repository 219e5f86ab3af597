// <hoc-player>: from the lobby to the receipt. It puts engine, paper and words together; the rules are in those.

import { warningBetween } from "./clock";
import { make, button } from "./dom";
import { Engine, type Begun } from "./engine";
import { HttpLine } from "./line";
import { Loader, plain } from "./loading";
import { Lobby } from "./lobby";
import { NoticeBoard, noticesOf } from "./notices";
import { Paper } from "./paper";
import { previewDesk } from "./preview";
import { startWorker } from "./protections";
import type { Json, Package } from "./protocol";
import { receiptPage } from "./receipt";
import { Room } from "./room";
import { Store } from "./store";
import { say, timeOfDay } from "./words";

const AGAIN = 3_000;
const FLOOR = 4; // screens under the first one

export class HocPlayer extends HTMLElement {
  private engine: Engine | null = null;
  private pages: Package | null = null;
  private paper: Paper | null = null;
  private room: Room | null = null;
  private lobby: Lobby | null = null;
  private receipt: HTMLElement | null = null;
  private loader = new Loader("");
  private lastLeft = Number.POSITIVE_INFINITY; // milliseconds left at the last look
  private readonly intro = make("div", { class: "exam__intro" });
  private readonly stage = make("div", { class: "exam" });
  private readonly board = new NoticeBoard({
    signInUrl: this.dataset.signInUrl ?? "/",
    retry: () => this.engine?.kick(),
    signedIn: () => void this.signedIn(),
  });

  connectedCallback(): void {
    this.intro.append(...this.childNodes);
    this.append(this.intro, this.stage);
    void (this.hasAttribute("preview") ? this.preview() : this.boot());
  }

  private async boot(): Promise<void> {
    const { attempt = "", state = "", startUrl = "", saveUrl = "", submitUrl = "", packageUrl = "", csrf = "" } = this.dataset;
    const at = { start: startUrl, save: saveUrl, submit: submitUrl, page: location.pathname, csrf };
    const store = await Store.open(attempt, typeof indexedDB === "undefined" ? undefined : indexedDB);
    const time = { now: () => performance.now(), wall: () => Date.now(), random: () => Math.random() };
    this.engine = new Engine(new HttpLine(at), store, time, () => this.changed());
    this.loader = new Loader(packageUrl);
    this.listen();
    void startWorker();
    if (state === "in_progress") {
      await this.resume();
    } else if (state === "not_started") {
      this.openLobby(store.keeps);
    } else if (state === "submitted" && (await store.count()) > 0) {
      await this.engine.begin(); // another device or the clock handed in: what lies here still travels
    }
  }

  private openLobby(keeps: boolean): void {
    const { opens = "", serverNow = "", timeZone = "" } = this.dataset;
    const opensIn = opens && serverNow ? Date.parse(opens) - Date.parse(serverNow) : 0;
    this.lobby = new Lobby({ opensIn, opensAt: opens, zone: timeZone, keeps, start: () => this.start() }, this.loader);
    this.stage.replaceChildren(this.lobby.element);
  }

  /** The tiny request; the sentence why it did not work, or "". */
  private async start(): Promise<string> {
    const [begun] = await Promise.all([this.engine!.begin(), this.loader.preload()]);
    if (begun === "running" || begun === "submitted") {
      await this.arrived(begun);
      return "";
    }
    return this.whyNot(begun);
  }

  /** After a reload: again and again until the line is back; the clock runs at school meanwhile. */
  private async resume(): Promise<void> {
    const words = make("p", { class: "exam__wait", role: "status" }, say("resuming"));
    this.stage.replaceChildren(words, this.board.element);
    for (;;) {
      const begun = await this.engine!.begin();
      if (begun === "running" || begun === "submitted") {
        return this.arrived(begun);
      }
      words.textContent = this.whyNot(begun);
      if (begun === "signed-out") {
        this.board.show([{ key: "signed_out", tone: "warn", text: say("signed_out"), act: "sign-in" }]);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, AGAIN + Math.random() * AGAIN));
    }
  }

  private whyNot(begun: Begun): string {
    const { code, message, opens_at: opens } = this.engine!.refusal;
    if (begun === "signed-out") {
      return say("signed_out");
    }
    if (begun === "cut") {
      return say("start_cut");
    }
    return message ?? (code === "not_open" && opens ? say("opens_at", { time: timeOfDay(opens, this.dataset.timeZone ?? "") }) : say("void"));
  }

  private async arrived(begun: Begun): Promise<void> {
    if (begun === "submitted") {
      this.changed();
      return;
    }
    const session = this.engine!.session!;
    const words = make("p", { class: "exam__wait", role: "status" }, say("paper_coming"));
    while (!this.pages && !this.engine!.receipt) {
      this.pages = await this.loader.open(session.form_key, this.dataset.plainUrl ?? "", session.token);
      if (!this.pages) {
        this.stage.replaceChildren(words);
        await new Promise((resolve) => setTimeout(resolve, AGAIN));
      }
    }
    if (this.pages && !this.engine!.receipt) {
      this.engine!.minutes = Number(this.dataset.minutes) || this.pages.quiz.minutes;
      await this.openPaper();
    }
  }

  private async openPaper(): Promise<void> {
    const [pages, engine] = [this.pages!, this.engine!];
    this.lobby?.close();
    const flags = ((await engine.store.note("flags")) ?? []) as string[];
    const at = this.place() ?? ((await engine.store.note("at")) as number | "review" | null | undefined) ?? 0;
    this.paper = new Paper(pages, engine, {
      zone: this.dataset.timeZone ?? "",
      handIn: () => void this.confirmHandIn(),
      moved: (to, isBack) => this.moved(to, isBack),
      flagged: (now) => void engine.store.write("flags", [...now]),
    });
    document.documentElement.dataset.player = "running";
    this.show(pages, this.paper);
    await this.paper.open(at, flags);
    this.changed();
    window.setInterval(() => this.tick(), 500);
    this.tick();
  }

  /** Where this tab stood before it was reloaded: known at once, even when the device had no time to note it. */
  private place(): number | "review" | null {
    const { at } = (history.state ?? {}) as { at?: number | "review" | "floor" };
    return at === undefined || at === "floor" ? null : at;
  }

  private show(pages: Package, paper: Paper): Room {
    this.intro.remove();
    // The paper may be given again under another title and with other minutes: the page knows, the package may not.
    this.room = new Room(this.dataset.title || pages.quiz.title, paper.element, this.board.element, () => void this.takeOver());
    this.stage.replaceChildren(this.room.element);
    return this.room;
  }

  private moved(to: number | "review", isBack: boolean): void {
    void this.engine?.store.write("at", to as Json);
    // The first screen gets a floor under it: "back" stays inside the test and leads to the question before.
    if (history.state?.at === undefined) {
      history.replaceState({ at: "floor", depth: 1 }, "");
      this.layFloor(1, to);
    } else if (!isBack) {
      history.pushState({ at: to }, "");
    }
  }

  /** A slow phone hears of "back" after the next press has gone through: the floor is as deep as presses may be ahead. */
  private layFloor(from: number, to: number | "review"): void {
    for (let depth = from + 1; depth <= FLOOR; depth += 1) {
      history.pushState({ at: "floor", depth }, "");
    }
    history.pushState({ at: to }, "");
  }

  private readonly popped = (event: PopStateEvent): void => {
    if (!this.paper || this.engine?.receipt) {
      return;
    }
    const at = this.place();
    if (at === null) {
      this.layFloor((event.state as { depth?: number } | null)?.depth ?? 0, 0);
    }
    this.paper.show(at ?? 0, true);
  };

  private async confirmHandIn(): Promise<void> {
    const open = this.pages!.order.filter((item) => this.paper!.progress(item) !== "answered").length;
    if (await this.room!.asksToHandIn(open)) {
      this.paper?.flush();
      await this.engine?.handIn(false);
    }
  }

  private tick(): void {
    const engine = this.engine;
    if (!engine || engine.left === null || engine.receipt) {
      return;
    }
    const left = engine.left;
    this.room?.showTime(left, warningBetween(this.lastLeft, left));
    this.lastLeft = left;
    if (engine.isDoubtful) {
      engine.kick();
    }
    if (left === 0 && !engine.intent && !engine.superseded) {
      this.paper?.flush();
      void engine.handIn(true);
    }
  }

  private async takeOver(): Promise<void> {
    await this.engine?.begin();
    this.paper?.refreshValue();
    this.changed();
  }

  private async signedIn(): Promise<void> {
    const begun = await this.engine!.signInAgain();
    if (!this.paper && begun !== "cut" && begun !== "refused" && begun !== "signed-out") {
      this.board.show([]);
      await this.arrived(begun);
    }
  }

  private changed(): void {
    const engine = this.engine;
    if (!engine) {
      return;
    }
    if (engine.receipt) {
      this.showReceipt(engine);
      return;
    }
    this.paper?.update();
    this.paper?.refreshValue();
    this.room?.lock(engine.superseded ? "elsewhere" : engine.intent ? "handing-in" : engine.left === 0 ? "over" : "");
    if (this.paper) {
      this.board.show(noticesOf(engine, this.pages, performance.now() - engine.contact));
    }
  }

  private showReceipt(engine: Engine): void {
    if (!this.receipt) {
      if (!this.paper && !this.lobby && this.dataset.state === "submitted") {
        return; // the page shows it already
      }
      const { name = "", timeZone = "", homeUrl = "" } = this.dataset;
      const { code, at } = engine.receipt!;
      const facts = { title: this.dataset.title || (this.pages?.quiz.title ?? document.title), name, code, at, zone: timeZone, homeUrl, pageUrl: location.pathname };
      this.receipt = receiptPage(facts);
      delete document.documentElement.dataset.player;
      this.intro.remove();
      this.stage.replaceChildren(this.receipt, this.board.element);
      this.receipt.querySelector<HTMLElement>("h1")?.focus();
    }
    const waiting = this.receipt.querySelector<HTMLElement>("[data-waiting]")!;
    waiting.hidden = engine.waiting === 0;
    waiting.textContent = engine.waiting > 0 ? say("receipt_waiting", { count: engine.waiting }) : "";
    this.board.show(engine.waiting > 0 ? noticesOf(engine, this.pages, 0) : []);
  }

  private listen(): void {
    window.addEventListener("online", () => this.engine?.kick());
    window.addEventListener("popstate", this.popped);
    window.addEventListener("pagehide", () => this.paper?.flush());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") {
        this.paper?.flush();
      } else if (this.engine?.outbox.trouble === "signed-out") {
        void this.signedIn();
      } else if (this.engine?.session) {
        this.engine.kick(); // it may have slept: ask for the time before the count is believed
      }
    });
    window.addEventListener("beforeunload", (event) => {
      const engine = this.engine;
      if (engine && engine.outbox.rows.some((row) => engine.store.isHeld(row.seq))) {
        event.preventDefault(); // these answers live in this page only
      }
    });
    document.addEventListener("submit", (event) => this.holdLeaving(event), true);
  }

  /** "Not you? Leave" and signing out wait while answers of this attempt have not arrived. */
  private holdLeaving(event: SubmitEvent): void {
    const form = event.target as HTMLFormElement;
    if (!form.matches("[data-player-leave]") || !this.engine || this.engine.waiting === 0) {
      return;
    }
    event.preventDefault();
    this.engine.kick();
    this.board.show([{ key: "leave", tone: "warn", text: say("leave_waits", { count: this.engine.waiting }), act: "retry" }]);
    if (!this.board.element.isConnected) {
      this.stage.append(this.board.element);
    }
  }

  /** A teacher looks at it as a pupil does; nothing is kept. */
  private async preview(): Promise<void> {
    this.pages = await plain(this.dataset.plainUrl ?? "");
    if (!this.pages) {
      const again = button(say("try_again"), "", () => void this.preview());
      this.stage.replaceChildren(make("p", { class: "exam__wait" }, say("start_cut")), again);
      return;
    }
    const desk = previewDesk(() => this.paper?.update());
    this.paper = new Paper(this.pages, desk, {
      zone: "",
      handIn: () => this.board.show([{ key: "preview", tone: "info", text: say("preview_hand_in") }]),
      moved: () => undefined,
      flagged: () => undefined,
    });
    this.show(this.pages, this.paper).showTime(this.pages.quiz.minutes * 60_000, null);
    await this.paper.open(0, []);
  }
}

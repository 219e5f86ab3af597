// Before the start: what is ready on this device, and the one big button.

import { button, make, shape } from "./dom";
import { preloadDelay, type Loader } from "./loading";
import { gaps } from "./protections";
import { say, timeOfDay } from "./words";

export interface LobbyFacts {
  readonly opensIn: number; // milliseconds by the server's clock when the page was made; <= 0: open
  readonly opensAt: string;
  readonly zone: string;
  readonly keeps: boolean;
  start(): Promise<string>; // "" or why it did not work
}

export class Lobby {
  readonly element = make("section", { class: "exam-lobby", "aria-label": say("lobby") });
  private readonly ready = make("ul", { class: "exam-lobby__ready" });
  private readonly news = make("p", { class: "exam-lobby__news", role: "status" });
  private readonly go: HTMLButtonElement;
  private readonly born = performance.now();
  private hasPaper = false;
  private timers: number[] = [];

  constructor(
    private readonly facts: LobbyFacts,
    private readonly loader: Loader,
  ) {
    this.go = button(say("start"), "button--primary button--big", () => void this.start());
    this.element.append(this.ready, this.go, this.news);
    this.draw();
    const delay = preloadDelay(facts.opensIn, Math.random());
    this.timers = [window.setTimeout(() => void this.preload(), delay), window.setInterval(() => this.draw(), 1_000)];
  }

  close(): void {
    this.timers.forEach((timer) => window.clearInterval(timer));
    this.element.remove();
  }

  private get waits(): number {
    return this.facts.opensIn - (performance.now() - this.born);
  }

  private async preload(): Promise<void> {
    this.hasPaper = await this.loader.preload();
    this.draw();
    if (!this.hasPaper) {
      this.timers.push(window.setTimeout(() => void this.preload(), 15_000));
    }
  }

  private async start(): Promise<void> {
    if (this.waits > 0 || this.go.getAttribute("aria-busy")) {
      return;
    }
    this.go.setAttribute("aria-busy", "true");
    this.news.textContent = say("starting");
    const problem = await this.facts.start();
    this.go.removeAttribute("aria-busy");
    this.news.textContent = problem;
  }

  private draw(): void {
    const closed = this.waits > 0;
    if (this.go.hasAttribute("aria-disabled") && !closed) {
      this.news.textContent = say("open_now");
    }
    if (closed) {
      this.go.setAttribute("aria-disabled", "true");
    } else {
      this.go.removeAttribute("aria-disabled");
    }
    this.go.textContent = closed ? say("opens_at", { time: timeOfDay(this.facts.opensAt, this.facts.zone) }) : say("start");
    const lines = [
      [this.hasPaper, say(this.hasPaper ? "paper_here" : "paper_coming")] as const,
      ...(this.facts.keeps ? [[true, say("device_keeps")] as const] : []),
      ...gaps(this.facts.keeps).map((gap) => [false, say(gap)] as const),
    ];
    const text = lines.map(([, words]) => words).join("");
    if (this.ready.dataset.text !== text) {
      this.ready.dataset.text = text;
      this.ready.replaceChildren(...lines.map(([is, words]) => make("li", { "data-ready": String(is) }, shape(is ? "✓" : "–"), ` ${words}`)));
    }
  }
}

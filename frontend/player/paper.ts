// The white room: one question a screen, the strip, the save line, forth and back. It knows nothing of the network.

import { button, make, placePictures, shape } from "./dom";
import type { Place } from "./engine";
import { component, type Control, type Kind } from "./kinds";
import type { Trouble } from "./outbox";
import type { Item, Json, Package } from "./protocol";
import { reviewPage } from "./review";
import { saveLine, SHAPES, type Progress } from "./status";
import { say } from "./words";

/** Where answers live: the engine, or nothing at all in a preview. */
export interface Desk {
  readonly answers: Readonly<Record<string, Json>>;
  readonly savedAt: Readonly<Record<string, string>>;
  readonly outbox: { readonly trouble: Trouble };
  whereIs(item: string): Place;
  answer(item: string, value: Json): Promise<void>;
}

export interface Hooks {
  readonly zone: string;
  /** The pupil wants to hand in; asked once more by the caller. */
  handIn(): void;
  /** Another screen is shown: a question's rank, or "review". */
  moved(to: number | "review", isBack: boolean): void;
  flagged(flags: readonly string[]): void;
}

export class Paper {
  readonly element = make("div", { class: "exam__room" });
  private readonly strip = make("ol", { class: "strip__row" });
  private readonly legend = make("p", { class: "strip__legend" });
  private readonly place = make("div", { class: "exam__screen" });
  private readonly buttons = make("div", { class: "exam__moves" });
  private readonly saved = make("p", { class: "save", role: "status" });
  private kinds = new Map<string, Kind>();
  private control: Control | null = null;
  private at: number | "review" = 0;
  private typing = false;
  private flags = new Set<string>();
  private clear = make("button");
  private flag = make("button");

  constructor(
    private readonly pages: Package,
    private readonly desk: Desk,
    private readonly hooks: Hooks,
  ) {
    const nav = make("nav", { class: "strip", "aria-label": say("questions") }, this.strip, this.legend);
    this.element.append(nav, this.place, make("div", { class: "exam__foot" }, this.saved, this.buttons));
    this.strip.append(...pages.order.map((_, rank) => make("li", {}, this.stripButton(rank))));
  }

  /** Make the components ready, then show the first screen. */
  async open(at: number | "review", flags: readonly string[]): Promise<void> {
    const names = new Set(Object.values(this.pages.items).map((item) => item.component));
    await Promise.all([...names].map(async (name) => this.kinds.set(name, await component(name))));
    this.flags = new Set(flags);
    this.show(at, true);
  }

  get current(): string | null {
    return this.at === "review" ? null : (this.pages.order[this.at] ?? null);
  }

  /** Show a question or the review page and put the focus on its heading. */
  show(at: number | "review", isBack = false): void {
    this.flush();
    this.typing = false;
    this.at = at === "review" ? at : Math.max(0, Math.min(at, this.pages.order.length - 1));
    this.control = null;
    this.place.replaceChildren(this.at === "review" ? this.review() : this.question(this.at));
    placePictures(this.place, this.pages.pictures);
    this.buttons.replaceChildren(...this.moves());
    this.update();
    this.hooks.moved(this.at, isBack);
    window.scrollTo({ top: 0 });
    this.place.scrollTop = 0;
    this.place.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
  }

  /** Hand over what is being typed. */
  flush(): void {
    this.control?.flush?.();
  }

  /** Something changed below: the save line, the strip, the counts; the question itself stays untouched. */
  update(): void {
    this.drawStrip();
    const item = this.current;
    this.saved.hidden = item === null;
    if (item === null) {
      return;
    }
    const line = saveLine(this.desk.whereIs(item), this.typing, this.desk.savedAt[item] ?? "", this.hooks.zone, this.desk.outbox.trouble);
    if (this.saved.textContent !== line.text) {
      this.saved.textContent = line.text;
      this.saved.className = `save save--${line.level}`;
    }
    this.clear.hidden = this.progress(item) === "unanswered";
    this.flag.setAttribute("aria-pressed", String(this.flags.has(item)));
  }

  /** Another tab answered: show it, unless it is being typed here. */
  refreshValue(): void {
    const item = this.current;
    if (item !== null && !this.typing) {
      this.control?.show(this.desk.answers[item] ?? null);
    }
  }

  progress(item: string): Progress {
    const value = this.desk.answers[item] ?? null;
    const { component: name, properties } = this.pages.items[item]!;
    if (value === null) {
      return "unanswered";
    }
    return this.kinds.get(name)?.isWhole?.(properties, value) === false ? "partly" : "answered";
  }

  private question(rank: number): HTMLElement {
    const id = this.pages.order[rank]!;
    const item = this.pages.items[id]!;
    const heading = make("h2", { id: "question-head", tabindex: "-1" }, say("question_number", { number: item.number }));
    const facts = make("p", { class: "question__facts" }, this.facts(item));
    this.control = this.kinds.get(item.component)!.draw({
      properties: item.properties,
      value: this.desk.answers[id] ?? null,
      mode: "take",
      name: `a${rank}`,
      labelledBy: heading.id,
      change: (value) => void this.desk.answer(id, value).then(() => this.update()),
      typing: (isTyping) => {
        this.typing = isTyping;
        this.update();
      },
    });
    return make("section", { class: "question", "aria-labelledby": heading.id }, heading, facts, this.intro(rank), this.control.element, this.tools(id));
  }

  /** "trên 40 câu · Phần I · 0,25 điểm". */
  private facts(item: Item): string {
    const part = this.pages.parts[item.part];
    const points = say("points", { points: String(Number(item.points)).replace(".", ",") });
    const title = this.pages.parts.length > 1 ? part?.title : "";
    return [say("of_questions", { count: this.pages.order.length }), title, points].filter(Boolean).join(" · ");
  }

  /** Before the first question of a part: its instruction, and how points are counted for who wants to know. */
  private intro(rank: number): HTMLElement | null {
    const part = this.pages.parts.find((one) => one.items[0] === this.pages.order[rank]);
    if (!part || (!part.instruction && part.rules.length === 0)) {
      return null;
    }
    const rules = part.rules.map((rule) => make("li", {}, rule));
    const folded = make("details", {}, make("summary", {}, say("rules")), make("ul", {}, ...rules));
    return make("div", { class: "question__part" }, part.instruction ? make("p", {}, part.instruction) : null, rules.length > 0 ? folded : null);
  }

  private tools(id: string): HTMLElement {
    this.clear = button(say("clear_answer"), "button--quiet", () => {
      this.control?.show(null);
      void this.desk.answer(id, null).then(() => this.update());
      this.place.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
    });
    this.flag = button("", "button--quiet", () => this.toggle(id));
    this.flag.append(shape(SHAPES.flagged), ` ${say("flag")}`);
    return make("div", { class: "question__tools" }, this.flag, this.clear);
  }

  private toggle(id: string): void {
    if (!this.flags.delete(id)) {
      this.flags.add(id);
    }
    this.hooks.flagged([...this.flags]);
    this.update();
  }

  private review(): HTMLElement {
    return reviewPage(
      this.pages,
      (item) => this.progress(item),
      (item) => this.flags.has(item),
      (rank) => this.show(rank),
      () => this.hooks.handIn(),
    );
  }

  private moves(): HTMLElement[] {
    if (this.at === "review") {
      return [button(say("back_to_questions"), "", () => this.show(this.pages.order.length - 1))];
    }
    const rank = this.at;
    const previous = button(say("previous"), "", () => this.show(rank - 1), { "aria-disabled": rank === 0 ? "true" : null });
    const last = rank === this.pages.order.length - 1;
    const review = button(say("review"), last ? "button--primary" : "button--quiet", () => this.show("review"));
    const next = last ? null : button(say("next"), "button--primary", () => this.show(rank + 1));
    return [previous, review, next].filter((one): one is HTMLButtonElement => one !== null);
  }

  private stripButton(rank: number): HTMLButtonElement {
    const one = make("button", { type: "button", class: "strip__button" });
    one.addEventListener("click", () => this.show(rank));
    return one;
  }

  private drawStrip(): void {
    const count: Record<string, number> = { answered: 0, partly: 0, unanswered: 0, flagged: this.flags.size };
    this.pages.order.forEach((item, rank) => {
      const [state, isFlagged] = [this.progress(item), this.flags.has(item)];
      count[state] = (count[state] ?? 0) + 1;
      this.drawStripButton(this.strip.children[rank]!.firstElementChild as HTMLElement, item, state, isFlagged, rank === this.at);
    });
    const legend = (["answered", "partly", "unanswered", "flagged"] as const).filter((one) => one === "answered" || one === "unanswered" || count[one]);
    const words = legend.map((one) => make("span", {}, shape(SHAPES[one]), ` ${say(`count_${one}`, { count: count[one] ?? 0 })}`));
    if (this.legend.textContent !== words.map((one) => one.textContent).join("")) {
      this.legend.replaceChildren(...words);
    }
  }

  private drawStripButton(one: HTMLElement, item: string, state: Progress, isFlagged: boolean, isCurrent: boolean): void {
    const number = this.pages.items[item]!.number;
    const label = [say("question_number", { number }), say(`state_${state}`), isFlagged ? say("state_flagged") : ""].filter(Boolean).join(", ");
    if (one.getAttribute("aria-label") !== label) {
      one.setAttribute("aria-label", label);
      one.dataset.state = state;
      one.replaceChildren(make("span", { class: "strip__number" }, String(number)), shape(SHAPES[state] + (isFlagged ? SHAPES.flagged : "")));
    }
    if (isCurrent && one.getAttribute("aria-current") !== "step") {
      one.setAttribute("aria-current", "step");
      centre(this.strip, one);
    } else if (!isCurrent) {
      one.removeAttribute("aria-current");
    }
  }
}

/** Scroll the strip, and nothing else, so that the current question is in sight. */
function centre(strip: HTMLElement, one: HTMLElement): void {
  requestAnimationFrame(() => strip.scrollTo({ left: one.offsetLeft - strip.offsetLeft - (strip.clientWidth - one.offsetWidth) / 2 }));
}

// The walls around the questions: title, time, size of letters, notices, what covers the paper when it cannot be written on.

import { button, make } from "./dom";
import { timeLeft } from "./status";
import { say } from "./words";

/** Why nothing can be written now: taken up on another device, being handed in, out of time. */
export type Lock = "" | "elsewhere" | "handing-in" | "over";

const LARGE = "hoclieu-large";

export class Room {
  readonly element = make("div", { class: "exam__walls" });
  private readonly time = make("span", { class: "exam__time" });
  private readonly news = make("p", { class: "visually-hidden", "aria-live": "polite" });
  private readonly cover = make("section", { class: "exam__cover", hidden: true });
  private readonly large = button(say("large_letters"), "button--quiet button--small", () => this.setLarge(!this.isLarge));
  private readonly dialog = make("dialog", { class: "exam__dialog", "aria-labelledby": "hand-in-title" });
  private isTimeHidden = false;
  private left = 0;
  private locked: Lock = "";

  constructor(
    title: string,
    private readonly paper: HTMLElement,
    notices: HTMLElement,
    private readonly takeOver: () => void,
  ) {
    const hide = button(say("hide_time"), "button--quiet button--small", () => {
      this.isTimeHidden = !this.isTimeHidden;
      hide.textContent = say(this.isTimeHidden ? "show_time" : "hide_time");
      this.drawTime();
    });
    const bar = make("header", { class: "exam__bar" }, make("h1", {}, title), make("div", { class: "exam__tools" }, this.time, hide, this.large));
    this.element.append(bar, this.news, notices, this.cover, paper, this.dialog);
    this.setLarge(remembered());
  }

  /** The count, and a warning when one is due. */
  showTime(left: number, warning: number | null): void {
    this.left = left;
    this.drawTime();
    if (warning !== null) {
      this.news.textContent = say("warning", { minutes: warning });
    }
  }

  /** Cover the paper, or take the cover away. What was typed stays where it is. */
  lock(why: Lock): void {
    if (why === this.locked) {
      return;
    }
    this.locked = why;
    this.paper.hidden = why !== "";
    this.cover.hidden = why === "";
    this.cover.replaceChildren();
    if (why === "") {
      return;
    }
    const heading = make("h2", { tabindex: "-1" }, say(`cover_${why}`));
    this.cover.append(heading, make("p", {}, say(`cover_${why}_note`)));
    if (why === "elsewhere") {
      this.cover.append(button(say("go_on_here"), "button--primary", this.takeOver));
    }
    heading.focus();
  }

  /** The one confirmation; true when the pupil means it. `open`: questions without a whole answer. */
  asksToHandIn(open: number): Promise<boolean> {
    return new Promise((resolve) => {
      const decide = (sure: boolean) => (): void => {
        this.dialog.close();
        resolve(sure);
      };
      const note = open > 0 ? say("confirm_open", { count: open }) : say("confirm_all");
      this.dialog.replaceChildren(
        make("h2", { id: "hand-in-title" }, say("confirm_title")),
        make("p", {}, note),
        make("p", {}, say("confirm_note")),
        make(
          "div",
          { class: "buttons" },
          button(say("hand_in"), "button--primary", decide(true)),
          button(say("go_on"), "", decide(false)),
        ),
      );
      this.dialog.oncancel = () => resolve(false);
      this.dialog.showModal();
    });
  }

  private drawTime(): void {
    const text = this.isTimeHidden ? "" : timeLeft(this.left);
    if (this.time.textContent !== text) {
      this.time.textContent = text;
      this.time.dataset.soon = String(this.left <= 60_000);
    }
  }

  private get isLarge(): boolean {
    return this.element.dataset.large === "true";
  }

  private setLarge(large: boolean): void {
    this.element.dataset.large = String(large);
    this.large.setAttribute("aria-pressed", String(large));
    try {
      localStorage.setItem(LARGE, String(large));
    } catch {
      // This window keeps nothing; the letters are large until it closes.
    }
  }
}

function remembered(): boolean {
  try {
    return localStorage.getItem(LARGE) === "true";
  } catch {
    return false;
  }
}

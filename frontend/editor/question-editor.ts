// <question-editor>: the form saves itself, shows what the type says of it, and draws the question anew after each save.

import { renewForms } from "../catalogue/session";
import { Pace, whenTyped } from "../site/pace";
import { followChoices } from "./choices";
import { type Remark } from "./paths";
import { showRemarks } from "./remarks";
import type { RichField } from "./rich-field";
import { CALM, type SaveEvent, type SaveState, isAtRisk, next } from "./saving";
import { Toolbar } from "./toolbar";
import { say } from "./words";

const KEEPALIVE_LIMIT = 50_000; // browsers refuse to carry more than 64 kB past the end of a page

interface Answer {
  saved?: string;
  edit_number?: number;
  problems?: Remark[];
  remarks?: string;
  preview?: { paper: string; component: string; properties: object; pictures: object } | null;
  lists?: Record<string, [string, string][]>;
  conflict?: string;
  error?: string;
}

export class QuestionEditor extends HTMLElement {
  private form!: HTMLFormElement;
  private state: SaveState = CALM;
  private timer = 0;
  private readonly pace = new Pace(() => this.take("due"));
  private settled: (() => void)[] = [];

  connectedCallback(): void {
    const form = this.querySelector<HTMLFormElement>("form[data-editor-form]");
    if (!form || this.form) {
      return;
    }
    this.form = form;
    const place = this.querySelector<HTMLElement>("[data-toolbar]");
    if (place && this.querySelector("rich-field")) {
      new Toolbar(place, form);
    }
    whenTyped(form, (event) => this.heard(event));
    form.addEventListener("submit", (event) => this.leave(event));
    document.addEventListener("visibilitychange", () => document.hidden && this.take("hurry"));
    window.addEventListener("pagehide", () => this.take("hurry"));
    window.addEventListener("beforeunload", (event) => this.warn(event));
    this.querySelector("[data-take-theirs]")?.addEventListener("click", () => this.take("resolved"));
    this.switches("[data-views]", "viewOf", (name) => (this.dataset.view = name));
    this.switches("[data-media]", "mediumOf", (name) => this.showMedium(name));
    this.showMedium("phone");
    followChoices(this.form);
  }

  private heard(event: Event): void {
    const field = event.target as HTMLInputElement;
    const counts = field.name || field.localName === "row-list";
    if (!counts) {
      return;
    }
    followChoices(this.form);
    this.take("typed");
  }

  /** Every rich field says what stands on the screen. */
  private settleFields(): void {
    this.querySelectorAll<RichField>("rich-field").forEach((field) => field.flush?.());
  }

  private take(event: SaveEvent): void {
    const step = next(this.state, event);
    this.state = step.state;
    if (event === "typed" && step.wait !== undefined && this.state.phase === "waiting") {
      this.pace.touch();
    } else if (step.wait !== undefined) {
      this.pace.calm();
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.take("due"), step.wait);
    }
    if (step.send) {
      this.pace.calm();
      window.clearTimeout(this.timer);
      void this.send();
    }
    if (event === "typed") {
      this.tell(say("unsaved"));
    }
    if (["saved", "failed", "refused", "conflict"].includes(event)) {
      const waiting = this.settled.splice(0);
      waiting.filter(() => event === "saved").forEach((go) => go());
    }
  }

  private async send(again = false): Promise<void> {
    this.tell(say("saving"));
    this.settleFields();
    const body = new FormData(this.form);
    try {
      const response = await fetch(this.dataset.save ?? "", {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        redirect: "manual",
        keepalive: sizeOf(body) < KEEPALIVE_LIMIT,
      });
      if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) {
        if (!again && (await renewForms())) {
          await this.send(true);
          return;
        }
        this.tell(say("signed_out"), true);
        this.take("failed");
        return;
      }
      this.answered(response.status, response.status >= 500 ? {} : ((await response.json()) as Answer));
    } catch {
      this.tell(say("retrying"), true);
      this.take("failed");
    }
  }

  private answered(status: number, answer: Answer): void {
    if (answer.conflict) {
      this.showConflict(answer.conflict);
      this.take("conflict");
    } else if (answer.error) {
      this.tell(answer.error, true);
      this.take("refused");
    } else if (status === 200 && answer.edit_number !== undefined) {
      this.form.querySelector<HTMLInputElement>("[name=edit_number]")!.value = String(answer.edit_number);
      this.take("saved");
      this.tell(isAtRisk(this.state) ? say("unsaved") : (answer.saved ?? ""));
      this.show(answer);
    } else {
      this.tell(say("retrying"), true);
      this.take("failed");
    }
  }

  private show(answer: Answer): void {
    showRemarks(this.form, answer.problems ?? []);
    put(this.querySelector("[data-remarks]"), answer.remarks ?? "");
    Object.entries(answer.lists ?? {}).forEach(([name, choices]) => this.offer(name, choices));
    this.nameClass();
    const preview = answer.preview;
    this.querySelector<HTMLElement>("[data-no-preview]")!.hidden = Boolean(preview);
    this.querySelectorAll<HTMLElement>("[data-drawing]").forEach((box) => (box.hidden = !preview));
    if (preview) {
      put(this.querySelector("[data-paper]"), preview.paper);
      const phone = this.querySelector<HTMLElement>("hoc-question");
      if (phone) {
        const given = { component: preview.component, pictures: JSON.stringify(preview.pictures), properties: JSON.stringify(preview.properties) };
        Object.entries(given).forEach(([name, value]) => phone.dataset[name] !== value && (phone.dataset[name] = value));
      }
    }
  }

  /** A dependent list; what was chosen stays chosen if it is still offered. */
  private offer(name: string, choices: [string, string][]): void {
    const list = this.form.elements.namedItem(name);
    if (!(list instanceof HTMLSelectElement) || choices.map(([value]) => value).join() === [...list.options].map((option) => option.value).join()) {
      return;
    }
    const chosen = list.value;
    list.replaceChildren(...choices.map(([value, label]) => new Option(label, value, false, value === chosen)));
  }

  private nameClass(): void {
    const words = this.querySelector("[data-class-words]");
    const chosen = ["subject", "grade", "level"].map((name) => this.form.elements.namedItem(`cls-${name}`) as HTMLSelectElement | null);
    if (words) {
      words.textContent = chosen.filter((list) => list?.value).map((list) => list!.selectedOptions[0]?.textContent ?? "").join(" · ");
    }
  }

  private showConflict(sentence: string): void {
    const notice = this.querySelector<HTMLElement>("[data-conflict]");
    if (notice) {
      notice.querySelector("[data-conflict-words]")!.textContent = sentence;
      notice.hidden = false;
      notice.focus();
    }
    this.tell("");
  }

  private tell(words: string, isProblem = false): void {
    const line = this.querySelector<HTMLElement>("[data-saved]");
    if (line && line.textContent !== words) {
      line.textContent = words;
      line.classList.toggle("editor__saved--problem", isProblem);
    }
  }

  /** What only waits for its moment is sent at once; what could not be saved keeps the person here if they want. */
  private warn(event: BeforeUnloadEvent): void {
    if (this.querySelector("[data-travelling]")) {
      event.preventDefault(); // a picture that has not arrived would be lost
    }
    if (this.state.phase === "waiting") {
      this.take("hurry");
    } else if (this.state.phase !== "sending" && isAtRisk(this.state)) {
      event.preventDefault();
    }
  }

  /** A last button waits for the save under way (on a cut line for one that works), then the form goes with everything. */
  private leave(event: SubmitEvent): void {
    window.clearTimeout(this.timer);
    this.pace.calm();
    this.settleFields();
    if (this.state.phase === "failing") {
      this.take("hurry");
    }
    if (this.state.phase !== "sending") {
      this.state = CALM;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    this.settled = [() => this.form.requestSubmit(button)];
  }

  private switches(group: string, key: "viewOf" | "mediumOf", choose: (name: string) => void): void {
    const box = this.querySelector<HTMLElement>(group);
    if (!box) {
      return;
    }
    box.hidden = false;
    box.addEventListener("click", (event) => {
      const button = (event.target as HTMLElement).closest<HTMLElement>("button");
      if (button) {
        box.querySelectorAll("button").forEach((one) => one.setAttribute("aria-pressed", String(one === button)));
        choose(button.dataset[key] ?? "");
      }
    });
  }

  private showMedium(name: string): void {
    this.querySelectorAll<HTMLElement>("[data-medium]").forEach((box) => (box.hidden = box.dataset.medium !== name));
  }
}

/** HTML that the server drew, without ever being run as a script. */
function put(place: Element | null, html: string): void {
  const made = new DOMParser().parseFromString(html, "text/html");
  place?.replaceChildren(...made.body.childNodes);
}

function sizeOf(body: FormData): number {
  let size = 0;
  body.forEach((value, name) => (size += 60 + name.length + (typeof value === "string" ? value.length * 3 : value.size)));
  return size;
}

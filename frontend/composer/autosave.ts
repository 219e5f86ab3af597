// Saves the whole draft a moment after its author stops typing, and while they type on. One request at a time: each answer brings the edit number that the next one must name.

import { renewForms } from "../catalogue/session";
import { Pace, PAUSE, whenTyped } from "../site/pace";
import { say } from "./words";

const AGAIN = 8_000;

interface Answer {
  saved?: string;
  error?: string;
  conflict?: boolean;
  edit_number?: number;
  totals?: Record<string, string>;
  fields?: Record<string, string>;
}

class Saver {
  private timer = 0;
  private readonly pace = new Pace(() => void this.save());
  private dirty = false;
  private stopped = false;
  private running: Promise<void> | null = null;

  constructor(private readonly form: HTMLFormElement) {}

  typed(): void {
    if (!this.stopped) {
      this.dirty = true;
      this.pace.touch();
    }
  }

  later(wait = PAUSE): void {
    if (this.stopped) {
      return;
    }
    this.dirty = true;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.save(), wait);
  }

  /** A button of the form is pressed: it carries everything typed, so only a running save is waited for. */
  settle(): Promise<void> | null {
    window.clearTimeout(this.timer);
    this.pace.calm();
    this.dirty = false;
    return this.running;
  }

  flush(): void {
    if (this.dirty && !this.stopped && !this.running) {
      this.dirty = false;
      void fetch(this.form.action, { method: "POST", body: this.values(), headers: JSON_ONLY, keepalive: true }).catch(() => undefined);
    }
  }

  private async save(): Promise<void> {
    if (this.running) {
      await this.running;
    }
    if (!this.dirty || this.stopped) {
      return;
    }
    this.dirty = false;
    this.running = this.send();
    await this.running;
    this.running = null;
  }

  private async send(): Promise<void> {
    this.tell(say("saving"));
    try {
      const response = await fetch(this.form.action, { method: "POST", body: this.values(), headers: JSON_ONLY });
      this.show((await response.json()) as Answer);
    } catch {
      // The line is cut, or the session has lapsed and was opened again in another tab.
      void renewForms().catch(() => false);
      this.tell(say("unsaved"), true);
      this.later(AGAIN);
    }
  }

  private values(): FormData {
    const values = new FormData(this.form);
    values.set("do", "save");
    return values;
  }

  private show(answer: Answer): void {
    if (answer.edit_number !== undefined) {
      this.form.querySelector<HTMLInputElement>("[name=edit_number]")!.value = String(answer.edit_number);
    }
    for (const [name, points] of Object.entries(answer.totals ?? {})) {
      const place = this.form.querySelector(`[data-total="${CSS.escape(name)}"]`);
      if (place) {
        place.textContent = points;
      }
    }
    this.markFields(answer.fields ?? {});
    this.stopped = answer.conflict === true;
    this.tell(answer.saved ?? answer.error ?? "", answer.saved === undefined);
    if (this.stopped) {
      const link = document.createElement("a");
      link.href = window.location.pathname; // without a fragment, which would not load the page again
      link.textContent = say("reload");
      this.status()?.append(" ", link);
    }
  }

  private markFields(sentences: Record<string, string>): void {
    this.form.querySelectorAll("[data-live-error]").forEach((old) => {
      old.closest(".field")?.classList.remove("field--error");
      old.remove();
    });
    for (const [id, sentence] of Object.entries(sentences)) {
      const input = document.getElementById(id);
      const field = input?.closest(".field") ?? input?.parentElement;
      if (!field) {
        continue;
      }
      const words = document.createElement("p");
      words.className = "field__error";
      words.dataset.liveError = "";
      words.textContent = sentence;
      field.classList.add("field--error");
      field.append(words);
    }
  }

  private status(): HTMLElement | null {
    return this.form.querySelector<HTMLElement>("[data-saved]");
  }

  private tell(sentence: string, calls = false): void {
    const place = this.status();
    if (place) {
      place.textContent = sentence;
      place.dataset.tone = calls ? "call" : "";
    }
  }
}

const JSON_ONLY = { Accept: "application/json" };

/** Returns what says "something has changed". */
export function startAutosave(form: HTMLFormElement): () => void {
  const saver = new Saver(form);
  form.querySelectorAll<HTMLElement>(".no-script").forEach((button) => (button.hidden = true));
  whenTyped(form, () => saver.typed());
  form.addEventListener("submit", (event) => {
    const running = saver.settle();
    if (running) {
      event.preventDefault();
      void running.then(() => form.requestSubmit(event.submitter as HTMLElement | null));
    }
  });
  document.addEventListener("visibilitychange", () => document.hidden && saver.flush());
  window.addEventListener("pagehide", () => saver.flush());
  return () => saver.later();
}

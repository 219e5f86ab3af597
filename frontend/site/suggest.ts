// Suggestions under a search field: a combobox after the ARIA practices, driven by `input`, never by key codes.

import { nextInRing } from "./moves";
import { say } from "./words";

interface Suggestion {
  text: string;
  kind: string;
  url: string;
}

const DEBOUNCE = 150;
const LEAST = 2;
let serial = 0;

export function startSuggestions(): void {
  document.querySelectorAll<HTMLFormElement>("form[data-suggest]").forEach((form) => {
    const field = form.querySelector<HTMLInputElement>("input[type=search]");
    if (field) {
      new Suggestions(form, field);
    }
  });
}

class Suggestions {
  private readonly list = document.createElement("ul");
  private readonly news = document.createElement("span");
  private shown: Suggestion[] = [];
  private active = -1;
  private timer = 0;
  private asked = 0;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly field: HTMLInputElement,
  ) {
    serial += 1;
    this.list.id = `suggestions-${serial}`;
    this.list.className = "suggestions";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", say("suggestions"));
    this.news.className = "visually-hidden";
    this.news.setAttribute("aria-live", "polite");
    form.append(this.list, this.news);
    const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    Object.entries(roles).forEach(([name, value]) => field.setAttribute(name, value));
    field.addEventListener("input", () => this.later());
    field.addEventListener("keydown", (event) => this.pressed(event));
    field.addEventListener("blur", () => window.setTimeout(() => this.close(), DEBOUNCE));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.choose(this.indexOf(event.target as HTMLElement)));
  }

  private later(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(), DEBOUNCE);
  }

  private async ask(): Promise<void> {
    const text = this.field.value.trim();
    this.asked += 1;
    const mine = this.asked;
    if (text.length < LEAST) {
      this.close();
      return;
    }
    try {
      const answer = await fetch(`${this.form.dataset.suggest ?? ""}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
      const body = (await answer.json()) as { suggestions?: Suggestion[] };
      if (mine === this.asked && document.activeElement === this.field) {
        this.show((body.suggestions ?? []).slice(0, 8));
      }
    } catch {
      this.close(); // suggestions are a comfort; searching works without them
    }
  }

  private show(suggestions: Suggestion[]): void {
    this.shown = suggestions;
    this.active = -1;
    this.list.replaceChildren(...suggestions.map((item, index) => this.option(item, index)));
    this.list.hidden = suggestions.length === 0;
    this.field.setAttribute("aria-expanded", String(suggestions.length > 0));
    this.field.removeAttribute("aria-activedescendant");
    this.news.textContent = suggestions.length > 0 ? say("suggestion_count", { count: String(suggestions.length) }) : say("no_suggestions");
  }

  private option(item: Suggestion, index: number): HTMLElement {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${index}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    const kind = document.createElement("span");
    kind.textContent = item.kind;
    option.append(item.text, kind);
    return option;
  }

  private pressed(event: KeyboardEvent): void {
    if (event.isComposing || this.list.hidden) {
      return;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.mark(nextInRing(this.active, event.key === "ArrowDown" ? 1 : -1, this.shown.length));
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.close();
    } else if (event.key === "Enter" && this.active >= 0) {
      event.preventDefault();
      this.choose(this.active);
    }
  }

  private mark(index: number): void {
    this.active = index;
    [...this.list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === index)));
    if (index >= 0) {
      this.field.setAttribute("aria-activedescendant", `${this.list.id}-${index}`);
    } else {
      this.field.removeAttribute("aria-activedescendant");
    }
  }

  private indexOf(target: HTMLElement): number {
    return [...this.list.children].findIndex((option) => option.contains(target));
  }

  private choose(index: number): void {
    const item = this.shown[index];
    if (!item) {
      return;
    }
    if (item.url.startsWith("/") && !item.url.startsWith("//")) {
      location.assign(item.url);
    } else {
      this.field.value = item.text;
      this.form.requestSubmit();
    }
  }

  private close(): void {
    this.list.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }
}

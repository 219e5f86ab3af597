// Saves a card a moment after its author stops typing; never while a word is being composed.

import { renewForms } from "./session";

const PAUSE = 800;

interface Answer {
  saved?: string;
  error?: string;
  title?: string;
  missing?: string[];
  details?: string;
  fields?: Record<string, string>;
}

const timers = new WeakMap<HTMLElement, number>();
const pending = new Set<HTMLElement>();

export function startAutosave(): void {
  for (const type of ["input", "change", "compositionend"]) {
    document.addEventListener(type, (event) => {
      const card = (event.target as HTMLElement).closest<HTMLElement>("[data-autosave]");
      if (card && !(event as InputEvent).isComposing) {
        later(card);
      }
    });
  }
  document.addEventListener("visibilitychange", () => document.hidden && flush());
  window.addEventListener("pagehide", flush);
  // The form itself carries its cards when it is sent; another form on the page does not.
  document.addEventListener("submit", (event) => {
    [...pending].filter((card) => (event.target as Node).contains(card)).forEach((card) => pending.delete(card));
  });
}

function later(card: HTMLElement): void {
  window.clearTimeout(timers.get(card));
  pending.add(card);
  timers.set(
    card,
    window.setTimeout(() => void save(card), PAUSE),
  );
}

function flush(): void {
  for (const card of pending) {
    window.clearTimeout(timers.get(card));
    void fetch(card.dataset.autosave ?? "", { method: "POST", body: valuesOf(card), keepalive: true }).catch(() => undefined);
  }
  pending.clear();
}

async function save(card: HTMLElement): Promise<void> {
  if (!pending.delete(card)) {
    return;
  }
  try {
    const response = await fetch(card.dataset.autosave ?? "", {
      method: "POST",
      body: valuesOf(card),
      headers: { Accept: "application/json" },
    });
    show(card, (await response.json()) as Answer);
  } catch {
    // The line is cut, or the session has lapsed and was opened again in another tab.
    void renewForms().catch(() => false);
    pending.add(card);
    timers.set(card, window.setTimeout(() => void save(card), PAUSE * 10));
  }
}

/** The card's own fields and the form's token. */
function valuesOf(card: HTMLElement): FormData {
  const values = new FormData();
  card.querySelectorAll<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>("input, select, textarea").forEach((field) => {
    const unticked = field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type) && !field.checked;
    if (field.name && !unticked) {
      values.append(field.name, field.value);
    }
  });
  const token = card.closest("form")?.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]");
  values.append("csrfmiddlewaretoken", token?.value ?? "");
  return values;
}

function show(card: HTMLElement, answer: Answer): void {
  const words = card.querySelector<HTMLElement>("[data-saved]");
  if (words) {
    words.textContent = answer.saved ?? answer.error ?? "";
  }
  const name = card.querySelector<HTMLElement>(".draft-card__name");
  if (name && answer.title) {
    name.textContent = answer.title;
  }
  if (answer.details) {
    offerTopics(card, answer.details);
  }
}

/** Topics follow the subject: the folded part is drawn anew unless somebody is working in it. */
function offerTopics(card: HTMLElement, html: string): void {
  const details = card.querySelector<HTMLElement>("[data-details]");
  if (!details || details.contains(document.activeElement)) {
    return;
  }
  const made = new DOMParser().parseFromString(html, "text/html");
  const fresh = [...made.querySelectorAll("[name$='-topics'], [name$='-outcomes']")].map((field) => (field as HTMLInputElement).value);
  const shown = [...details.querySelectorAll("[name$='-topics'], [name$='-outcomes']")].map((field) => (field as HTMLInputElement).value);
  if (fresh.join() !== shown.join()) {
    details.replaceChildren(...made.body.children);
  }
}

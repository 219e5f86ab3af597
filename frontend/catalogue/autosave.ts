// Saves a card a moment after its author stops typing, and while they type on; what could not be saved is said, kept and
// tried again.

import { Pace, whenTyped } from "../site/pace";
import { say } from "../site/words";
import { renewForms } from "./session";

const AGAIN = 8_000;

interface Answer {
  saved?: string;
  error?: string;
  title?: string;
  missing?: string[];
  details?: string;
  fields?: Record<string, string>;
  seen?: string;
  choose?: string;
}

const paces = new WeakMap<HTMLElement, Pace>();
const pending = new Set<HTMLElement>();

export function startAutosave(): void {
  whenTyped(document, (event) => {
    const card = (event.target as HTMLElement).closest<HTMLElement>("[data-autosave]");
    if (card) {
      later(card);
    }
  });
  document.addEventListener("visibilitychange", () => document.hidden && flush());
  window.addEventListener("pagehide", flush);
  // The form itself carries its cards when it is sent; another form on the page does not.
  document.addEventListener("submit", (event) => {
    [...pending].filter((card) => (event.target as Node).contains(card)).forEach((card) => pending.delete(card));
  });
}

function later(card: HTMLElement): void {
  pending.add(card);
  const pace = paces.get(card) ?? new Pace(() => void save(card));
  paces.set(card, pace);
  pace.touch();
}

function flush(): void {
  for (const card of pending) {
    paces.get(card)?.calm();
    void fetch(card.dataset.autosave ?? "", { method: "POST", body: valuesOf(card), keepalive: true }).catch(() => undefined);
  }
  pending.clear();
}

async function save(card: HTMLElement): Promise<void> {
  if (!pending.delete(card)) {
    return;
  }
  try {
    const response = await send(card);
    if (!response.headers.get("Content-Type")?.includes("json")) {
      const isSignedIn = response.type !== "opaqueredirect" && response.status !== 401 && response.status !== 403;
      unsaved(card, !isSignedIn && !(await renewForms().catch(() => false)) ? "not_saved_signed_out" : "not_saved");
      return;
    }
    show(card, (await response.json()) as Answer);
  } catch {
    unsaved(card, "not_saved");
  }
}

function send(card: HTMLElement): Promise<Response> {
  const body = valuesOf(card);
  return fetch(card.dataset.autosave ?? "", { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
}

/** It stays on the page and is tried again; the page says so. */
function unsaved(card: HTMLElement, name: string): void {
  tell(card, say(name), true);
  pending.add(card);
  window.setTimeout(() => pending.has(card) && void save(card), AGAIN);
}

function tell(card: HTMLElement, sentence: string, isProblem: boolean): void {
  const words = card.querySelector<HTMLElement>("[data-saved]");
  if (words) {
    words.textContent = sentence;
    words.dataset.tone = isProblem ? "call" : "";
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
  tell(card, answer.saved ?? answer.error ?? "", answer.saved === undefined);
  const seen = card.querySelector<HTMLInputElement>("[data-as-seen]");
  if (seen && answer.seen) {
    seen.value = answer.seen;
  }
  if (answer.choose) {
    offerChoice(card, answer.choose);
  }
  const name = card.querySelector<HTMLElement>(".draft-card__name");
  if (name && answer.title) {
    name.textContent = answer.title;
  }
  if (answer.details) {
    offerTopics(card, answer.details);
  }
}

/** Both windows changed a field: the page that the form itself leads to shows both to choose from. */
function offerChoice(card: HTMLElement, label: string): void {
  const button = document.createElement("button");
  button.className = "button button--small";
  button.name = "do";
  button.value = "save";
  button.textContent = label;
  card.querySelector("[data-saved]")?.append(" ", button);
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

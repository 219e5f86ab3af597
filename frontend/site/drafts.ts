// What is typed into a form stays on the device until the server has it: after a lapsed session, a closed window or a cut
// line the form is filled again. The server says by a cookie that what was sent last was not taken (config/routes.py).

import { Pace, whenTyped } from "./pace";
import { say } from "./words";

const PREFIX = "hoclieu-draft:";
const NOT_TAKEN = "hoclieu_not_taken";
const KEPT = 3 * 24 * 3_600_000;
const MOST = 100_000; // characters of one form
const SKIPPED = new Set(["password", "file", "hidden", "submit", "button", "image", "reset", "search"]);

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

interface Draft {
  at: number;
  sent: boolean;
  values: Record<string, string[]>;
}

export function startDrafts(): void {
  const person = document.body.dataset.person;
  if (!person || document.querySelector("[data-asking]")) {
    return; // a question before an act: what was typed waits for the answer
  }
  const isBack = takeCookie();
  tidy(person);
  document.querySelectorAll<HTMLFormElement>("form").forEach((form) => isKept(form) && keep(form, nameOf(person, form), isBack));
  document.addEventListener("submit", (event) => leaves(event.target as HTMLFormElement, person));
}

/** Forms with more than one line to lose that do not save by themselves; a field with a password is never kept. */
function isKept(form: HTMLFormElement): boolean {
  const saves = form.closest("question-editor, hoc-player, [data-autosave]") || form.querySelector("[data-autosave], [data-saved]");
  const fields = fieldsOf(form).filter((field) => !isTick(field));
  const isText = fields.some((field) => field instanceof HTMLTextAreaElement || (fields.length > 1 && field.type === "text"));
  return form.method === "post" && !saves && isText && !form.querySelector("input[type=password]") && !form.hasAttribute("data-draft-off");
}

function keep(form: HTMLFormElement, name: string, isBack: boolean): void {
  const shown = JSON.stringify(valuesOf(form));
  const draft = read(name);
  if (draft && draft.sent && !isBack) {
    window.localStorage.removeItem(name); // it was sent, and nothing came back
  } else if (draft && JSON.stringify(draft.values) !== shown) {
    fill(form, draft.values);
    tell(form, name, draft.at, () => fill(form, JSON.parse(shown) as Record<string, string[]>));
  }
  const pace = new Pace(() => write(name, { at: Date.now(), sent: false, values: valuesOf(form) }), 300, 1_000);
  whenTyped(form, () => pace.touch());
  form.addEventListener("submit", () => {
    pace.calm();
    write(name, { at: Date.now(), sent: true, values: valuesOf(form) });
  });
  window.addEventListener("pagehide", () => pace.isWaiting && pace.now());
}

/** Signing out by hand takes everything of this person along. */
function leaves(form: HTMLFormElement, person: string): void {
  if (form.matches("[data-sign-out], [action*='dang-xuat']")) {
    Object.keys(window.localStorage)
      .filter((name) => name.startsWith(`${PREFIX}${person}:`))
      .forEach((name) => window.localStorage.removeItem(name));
  }
}

function tell(form: HTMLFormElement, name: string, at: number, drop: () => void): void {
  const box = document.createElement("div");
  const words = document.createElement("p");
  const button = document.createElement("button");
  const time = new Date(at).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
  box.className = "notice";
  box.setAttribute("role", "status");
  box.dataset.draftBack = "";
  words.textContent = say("draft_back", { time });
  button.type = "button";
  button.className = "button button--small button--quiet";
  button.textContent = say("draft_drop");
  button.addEventListener("click", () => {
    drop();
    window.localStorage.removeItem(name);
    box.remove();
  });
  box.append(words, button);
  form.prepend(box);
}

function fieldsOf(form: HTMLFormElement): Field[] {
  const all = [...form.elements].filter((one): one is Field => one instanceof HTMLInputElement || one instanceof HTMLSelectElement || one instanceof HTMLTextAreaElement);
  return all.filter((field) => field.name && field.name !== "csrfmiddlewaretoken" && !SKIPPED.has(field.type));
}

function isTick(field: Field): field is HTMLInputElement {
  return field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type);
}

function valuesOf(form: HTMLFormElement): Record<string, string[]> {
  const values: Record<string, string[]> = {};
  for (const field of fieldsOf(form)) {
    const own = (values[field.name] ??= []);
    if (!isTick(field) || field.checked) {
      own.push(field.value);
    }
  }
  return values;
}

function fill(form: HTMLFormElement, values: Record<string, string[]>): void {
  const used: Record<string, number> = {};
  for (const field of fieldsOf(form)) {
    const own = values[field.name];
    if (!own) {
      continue;
    }
    if (isTick(field)) {
      field.checked = own.includes(field.value);
    } else {
      const rank = used[field.name] ?? 0;
      used[field.name] = rank + 1;
      field.value = own[rank] ?? field.value;
    }
  }
}

function nameOf(person: string, form: HTMLFormElement): string {
  const rank = [...document.forms].filter((one) => one.action === form.action).indexOf(form);
  return `${PREFIX}${person}:${location.pathname}:${new URL(form.action, location.href).pathname}:${rank}`;
}

function read(name: string): Draft | null {
  try {
    return JSON.parse(window.localStorage.getItem(name) ?? "null") as Draft | null;
  } catch {
    return null;
  }
}

function write(name: string, draft: Draft): void {
  const text = JSON.stringify(draft);
  try {
    if (text.length <= MOST) {
      window.localStorage.setItem(name, text);
    }
  } catch {
    // Full or refused: the form works as it did without.
  }
}

function tidy(person: string): void {
  for (const name of Object.keys(window.localStorage)) {
    const draft = name.startsWith(PREFIX) ? read(name) : null;
    if (draft && (Date.now() - draft.at > KEPT || (draft.sent && !name.startsWith(`${PREFIX}${person}:`)))) {
      window.localStorage.removeItem(name);
    }
  }
}

function takeCookie(): boolean {
  const isThere = document.cookie.split("; ").some((one) => one.startsWith(`${NOT_TAKEN}=`));
  if (isThere) {
    document.cookie = `${NOT_TAKEN}=; path=/; max-age=0; samesite=lax`;
  }
  return isThere;
}

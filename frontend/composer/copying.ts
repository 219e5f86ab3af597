// Copy buttons: shown only with this script; without the clipboard (plain HTTP) the text is selected instead.

import { say } from "./words";

const STAY = 3_000;

export function startCopying(): void {
  document.querySelectorAll<HTMLInputElement>("[data-select]").forEach((field) => field.addEventListener("focus", () => field.select()));
  document.querySelectorAll<HTMLElement>("[data-copy]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => void copy(button));
  });
}

async function copy(button: HTMLElement): Promise<void> {
  const text = button.dataset.copy ?? "";
  if (!(await written(text))) {
    return;
  }
  const words = button.querySelector("[data-copy-words]");
  if (words) {
    const before = words.textContent;
    words.textContent = say("copied");
    window.setTimeout(() => (words.textContent = before), STAY);
  }
}

async function written(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}

// One row of the list: from state to DOM. The markup comes from the page's <template>.

import { offers, percent, type Row } from "./state";
import { amount, proposalWords, phaseWords, type Words } from "./words";

/** Bring the row's element up to date (making it first when needed) and return it. */
export function drawRow(list: HTMLElement, template: HTMLTemplateElement, row: Row, words: Words, signInUrl: string): HTMLElement {
  const item = findOrMake(list, template, row);
  const moving = row.phase !== "ready" && row.phase !== "rejected";
  item.dataset.state = row.phase;
  item.dataset.key = row.key;
  part(item, "name").textContent = row.name;
  part(item, "words").textContent = phaseWords(row, words);
  part(item, "bytes").textContent = amount(row, words, document.documentElement.lang);
  const bar = part(item, "bar") as HTMLProgressElement;
  bar.value = percent(row);
  bar.hidden = !moving;
  bar.setAttribute("aria-label", row.name);
  drawError(part(item, "error"), row, words, signInUrl);
  drawText(part(item, "proposals"), proposalWords(row, words));
  drawFindings(part(item, "findings"), row);
  drawCover(part(item, "kind"), row);
  drawButtons(item, row);
  return item;
}

function findOrMake(list: HTMLElement, template: HTMLTemplateElement, row: Row): HTMLElement {
  const items = [...list.children] as HTMLElement[];
  const found = items.find((item) => item.dataset.key === row.key || (row.id !== "" && item.dataset.key === `server-${row.id}`));
  if (found) {
    return found;
  }
  const made = (template.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
  list.append(made);
  return made;
}

function part(item: HTMLElement, name: string): HTMLElement {
  return item.querySelector<HTMLElement>(`[data-part="${name}"]`) ?? item;
}

function drawText(element: HTMLElement, text: string): void {
  element.textContent = text;
  element.hidden = text === "";
}

function drawError(element: HTMLElement, row: Row, words: Words, signInUrl: string): void {
  drawText(element, row.phase === "rejected" ? row.error || (words.refused ?? "") : "");
  if (row.phase === "signed-out") {
    const link = document.createElement("a");
    link.href = signInUrl;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = words.sign_in ?? "";
    element.replaceChildren(words.signed_out_help ?? "", " ", link);
    element.hidden = false;
  }
}

/** A refused file says why by itself; what was noticed about a file that was taken stands below its name. */
function drawFindings(element: HTMLElement, row: Row): void {
  const shown = row.phase === "ready" ? row.findings : [];
  element.hidden = shown.length === 0;
  element.replaceChildren(
    ...shown.map((found) => {
      const line = document.createElement("li");
      line.dataset.finding = found.code;
      line.dataset.severity = found.severity;
      line.textContent = [found.text, found.hint].filter(Boolean).join(" ");
      return line;
    }),
  );
}

function drawCover(element: HTMLElement, row: Row): void {
  const shown = element.querySelector("img");
  if (!row.cover || shown?.getAttribute("src") === row.cover) {
    return;
  }
  const image = document.createElement("img");
  image.src = row.cover;
  image.alt = "";
  element.replaceChildren(image);
}

function drawButtons(item: HTMLElement, row: Row): void {
  const offered: Record<string, boolean> = { ...offers(row), remove: true };
  item.querySelectorAll<HTMLElement>("[data-action]").forEach((button) => {
    button.hidden = !offered[button.dataset.action ?? ""];
  });
}

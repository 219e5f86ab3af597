// Sentences of the type at their fields; what is merely missing is counted below the sheet, not held against the author.

import { type Remark, placeOf, rowOf } from "./paths";

export function showRemarks(root: HTMLElement, remarks: readonly Remark[]): void {
  const boxes = new Map([...root.querySelectorAll<HTMLElement>("[data-problems]")].map((box) => [box.dataset.problems ?? "", box]));
  const lists = new Map([...root.querySelectorAll<HTMLElement>("[data-path]")].map((list) => [list.dataset.path ?? "", list]));
  const sentences = new Map<HTMLElement, string[]>();
  for (const remark of remarks.filter((one) => !one.missing)) {
    const found = placeOf(remark.path, [...boxes.keys(), ...lists.keys()]);
    if (found) {
      const box = rowBox(lists.get(found.place), found.rest) ?? boxes.get(found.place);
      if (box) {
        sentences.set(box, [...(sentences.get(box) ?? []), remark.sentence]);
      }
    }
  }
  root.querySelectorAll<HTMLElement>("[data-problems], [data-row-problems]").forEach((box) => {
    const wanted = sentences.get(box) ?? [];
    if ([...box.children].map((child) => child.textContent).join("\n") !== wanted.join("\n")) {
      box.replaceChildren(...wanted.map(sentence));
    }
  });
}

function rowBox(list: HTMLElement | undefined, rest: string): HTMLElement | null {
  const index = rowOf(rest);
  const rows = list?.querySelectorAll<HTMLElement>("[data-rows] > [data-row]");
  return index < 0 ? null : (rows?.[index]?.querySelector<HTMLElement>("[data-row-problems]") ?? null);
}

function sentence(words: string): HTMLElement {
  const line = document.createElement("p");
  line.className = "field__error";
  line.textContent = words;
  return line;
}

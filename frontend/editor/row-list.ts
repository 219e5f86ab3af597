// <row-list>: rows are added, removed and moved without a reload; letters and names of the rows follow.

import { letterOf, nextId } from "./paths";
import { type RichField } from "./rich-field";
import { say } from "./words";

const UNDO_SECONDS = 30;

export class RowList extends HTMLElement {
  private rows!: HTMLElement;
  private blank: HTMLTemplateElement | null = null; // none: rows are only moved

  connectedCallback(): void {
    const rows = this.querySelector<HTMLElement>("[data-rows]");
    const blank = this.querySelector<HTMLTemplateElement>("template[data-blank]");
    if (!rows || this.rows) {
      return;
    }
    this.rows = rows;
    this.blank = blank;
    this.addEventListener("click", (event) => {
      const button = (event.target as HTMLElement).closest<HTMLElement>("[data-row-verb]");
      if (button) {
        event.preventDefault();
        this.act(button.dataset.rowVerb ?? "", button);
      }
    });
    this.addEventListener("options-pasted", (event) => this.fill(event as CustomEvent<string[]>));
    this.letter();
  }

  private get items(): HTMLElement[] {
    return [...this.rows.querySelectorAll<HTMLElement>(":scope > [data-row]")];
  }

  private act(verb: string, button: HTMLElement): void {
    const row = button.closest<HTMLElement>("[data-row]");
    if (verb === "add" && this.blank) {
      focusRow(this.add());
    } else if (row && verb === "drop") {
      this.drop(row);
    } else if (row) {
      const other = verb === "up" ? row.previousElementSibling : row.nextElementSibling?.nextElementSibling;
      this.rows.insertBefore(row, other ?? null);
      this.changed();
      const stays = button as HTMLButtonElement;
      (stays.disabled ? row.querySelector<HTMLElement>("[data-row-verb]:not([disabled])") : stays)?.focus();
    }
  }

  private add(): HTMLElement {
    const blank = this.blank!;
    const id = nextId(this.dataset.prefix ?? "r", this.items.map((row) => row.dataset.row ?? ""));
    const made = blank.content.cloneNode(true) as DocumentFragment;
    made.querySelectorAll("*").forEach((element) => {
      for (const attribute of [...element.attributes]) {
        if (attribute.value.includes("__id__")) {
          element.setAttribute(attribute.name, attribute.value.replaceAll("__id__", id));
        }
      }
    });
    this.rows.append(made);
    this.changed();
    return this.items[this.items.length - 1]!;
  }

  /** Gone at once, and back at once: for half a minute a button stands in its place. */
  private drop(row: HTMLElement): void {
    const after = row.nextElementSibling;
    const place = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--small button--quiet";
    button.textContent = say("undo_drop", { name: row.querySelector("[data-letter]")?.textContent ?? "" });
    place.className = "q-row-undo";
    place.append(button);
    row.replaceWith(place);
    const timer = window.setTimeout(() => place.remove(), UNDO_SECONDS * 1000);
    button.addEventListener("click", () => {
      window.clearTimeout(timer);
      place.replaceWith(row);
      this.changed();
      focusRow(row);
    });
    this.changed();
    if (after || this.items.length > 0) {
      button.focus();
    }
  }

  /** "A. … B. …" pasted into the first of empty rows fills them one by one. */
  private fill(event: CustomEvent<string[]>): void {
    const row = (event.target as HTMLElement).closest<HTMLElement>("[data-row]");
    const most = Number(this.dataset.most);
    const start = row ? this.items.indexOf(row) : -1;
    const isBlank = [...this.rows.querySelectorAll<RichField>("rich-field")].every((field) => field.text === "");
    if (start !== 0 || event.detail.length > most || !isBlank || !this.blank) {
      return;
    }
    event.preventDefault();
    event.detail.forEach((text, index) => {
      const target = this.items[index] ?? this.add();
      const field = target.querySelector<RichField>("rich-field");
      if (field) {
        field.text = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
      }
    });
  }

  private changed(): void {
    this.letter();
    this.dispatchEvent(new Event("input", { bubbles: true }));
  }

  private letter(): void {
    const rows = this.items;
    const letters = this.dataset.letters ?? "";
    rows.forEach((row, index) => {
      const letter = letterOf(letters, index);
      row.querySelectorAll("[data-letter]").forEach((place) => (place.textContent = letter));
      row.querySelectorAll<HTMLElement>("[data-lettered]").forEach((element) => {
        element.setAttribute("aria-label", (element.dataset.lettered ?? "").replace("__letter__", letter));
      });
      row.querySelectorAll<RichField>("rich-field[data-lettered-field]").forEach((field) => {
        field.rename?.((field.dataset.letteredField ?? "").replace("__letter__", letter));
      });
      row.querySelectorAll<HTMLButtonElement>("[data-row-verb]").forEach((button) => {
        button.setAttribute("aria-label", (button.dataset.words ?? "").replace("__letter__", letter));
        button.disabled = isUseless(button.dataset.rowVerb ?? "", index, rows.length, Number(this.dataset.least));
      });
    });
    const add = this.querySelector<HTMLButtonElement>("[data-row-verb=add]");
    if (add) {
      add.disabled = rows.length >= Number(this.dataset.most);
    }
  }
}

function isUseless(verb: string, index: number, count: number, least: number): boolean {
  return (verb === "up" && index === 0) || (verb === "down" && index === count - 1) || (verb === "drop" && count <= least);
}

function focusRow(row: HTMLElement): void {
  const field = row.querySelector<RichField>("rich-field");
  if (field?.view) {
    field.view.focus();
  } else {
    row.querySelector<HTMLElement>("input[type=text]")?.focus();
  }
}

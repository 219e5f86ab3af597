// One toolbar for all rich fields of the page: it acts on the field that was used last. Alt+F10 leads into it.

import { type Command } from "prosemirror-state";
import { isInTable } from "prosemirror-tables";

import { COMMANDS, insertFormula } from "./commands";
import { SNIPPETS } from "./formulas";
import { type RichField } from "./rich-field";
import { schema } from "./schema";
import { say } from "./words";

interface Tool {
  name: string;
  face: string;
  keys?: string;
  tag?: string;
  icon?: string;
}

const TOOLS: readonly Tool[] = [
  { name: "bold", face: "B", tag: "b", keys: "Ctrl+B" },
  { name: "italic", face: "I", tag: "i", keys: "Ctrl+I" },
  { name: "underline", face: "U", tag: "u", keys: "Ctrl+U" },
  { name: "superscript", face: "x²", keys: "Ctrl+." },
  { name: "subscript", face: "x₂", keys: "Ctrl+," },
  { name: "bullets", face: "•", keys: "Ctrl+Shift+8" },
  { name: "numbers", face: "1.", keys: "Ctrl+Shift+7" },
  { name: "table", face: "", icon: "table" },
  { name: "add_row", face: "+ ↓" },
  { name: "add_column", face: "+ →" },
  { name: "drop_table", face: "", icon: "trash" },
  { name: "undo", face: "", icon: "undo", keys: "Ctrl+Z" },
  { name: "redo", face: "", icon: "retry", keys: "Ctrl+Y" },
];
const IN_TABLE = new Set(["add_row", "add_column", "drop_table"]);
const MARKS: Record<string, string> = { bold: "strong", italic: "em", underline: "underline", superscript: "superscript", subscript: "subscript" };

export class Toolbar {
  private readonly bar = document.createElement("div");
  private readonly palette = document.createElement("div");
  private readonly chooser = document.createElement("input");
  private readonly opener: HTMLButtonElement;
  private field: RichField | null = null;

  constructor(
    private readonly place: HTMLElement,
    private readonly root: HTMLElement,
  ) {
    this.bar.className = "tools";
    this.palette.className = "tools tools--formulas";
    this.palette.id = "formula-palette";
    this.chooser.type = "file";
    this.chooser.accept = "image/*";
    this.chooser.hidden = true;
    this.opener = this.button("∑", `${say("formulas")} (Ctrl+M: $…$)`, () => this.togglePalette());
    this.opener.classList.add("tool--wide");
    this.opener.append(` ${say("formulas")}`);
    this.bar.append(this.opener);
    this.bar.append(this.button("", say("picture"), () => this.chooser.click(), { name: "picture", face: "", icon: "image" }));
    TOOLS.forEach((tool) => this.bar.append(this.button(tool.face, label(tool), () => this.run(COMMANDS[tool.name]!), tool)));
    SNIPPETS.forEach((one) => this.palette.append(this.button(one.face, say(one.word), () => this.run(insertFormula(one.latex)))));
    for (const row of [this.bar, this.palette]) {
      row.setAttribute("role", "toolbar");
      rove(row);
    }
    this.bar.setAttribute("aria-label", say("toolbar"));
    this.palette.setAttribute("aria-label", say("formulas"));
    place.append(this.bar, this.palette, this.chooser);
    this.togglePalette(window.matchMedia("(min-width: 901px)").matches);
    this.listen();
  }

  private listen(): void {
    this.chooser.addEventListener("change", () => {
      this.target()?.addPictures([...(this.chooser.files ?? [])]);
      this.chooser.value = "";
    });
    this.root.addEventListener("focusin", (event) => {
      const field = (event.target as HTMLElement).closest<RichField>("rich-field");
      if (field) {
        this.field = field;
        this.show();
      }
    });
    this.root.addEventListener("field-moved", () => this.show());
    this.root.addEventListener("keydown", (event) => {
      if (event.altKey && event.key === "F10") {
        event.preventDefault();
        this.bar.querySelector<HTMLElement>("[tabindex='0']")?.focus();
      } else if (event.key === "Escape" && (event.target as HTMLElement).closest(".tools")) {
        this.target()?.view?.focus();
      }
    });
    this.show();
  }

  private target(): RichField | null {
    if (!this.field?.isConnected) {
      this.field = this.root.querySelector<RichField>("rich-field");
    }
    return this.field;
  }

  private run(command: Command): void {
    const view = this.target()?.view;
    if (view) {
      command(view.state, (change) => view.dispatch(change), view);
      view.focus();
    }
  }

  private togglePalette(open = this.palette.hidden): void {
    this.palette.hidden = !open;
    this.opener.setAttribute("aria-expanded", String(open));
    this.opener.setAttribute("aria-controls", this.palette.id);
  }

  /** Which marks stand at the cursor; the table's own tools only inside one. */
  private show(): void {
    const state = this.field?.view?.state;
    this.bar.querySelectorAll<HTMLElement>("[data-tool]").forEach((button) => {
      const name = button.dataset.tool ?? "";
      const mark = schema.marks[MARKS[name] ?? ""];
      if (mark) {
        const { from, $from, to, empty } = state?.selection ?? { from: 0, to: 0, empty: true, $from: null };
        const on = state ? (empty ? Boolean(mark.isInSet(state.storedMarks ?? $from?.marks() ?? [])) : state.doc.rangeHasMark(from, to, mark)) : false;
        button.setAttribute("aria-pressed", String(on));
      }
      if (IN_TABLE.has(name)) {
        button.hidden = !state || !isInTable(state);
      }
    });
  }

  private button(face: string, words: string, act: () => void, tool?: Tool): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "tool";
    button.tabIndex = -1;
    button.title = words;
    button.setAttribute("aria-label", words);
    button.append(tool?.icon ? icon(`${this.place.dataset.icons ?? ""}#${tool.icon}`) : sign(tool?.tag ?? "span", face));
    if (tool) {
      button.dataset.tool = tool.name;
    }
    button.addEventListener("pointerdown", (event) => event.preventDefault());
    button.addEventListener("click", act);
    return button;
  }
}

function sign(tag: string, face: string): HTMLElement {
  const element = document.createElement(tag);
  element.setAttribute("aria-hidden", "true");
  element.dataset.face = face; // drawn by the style sheet: the name of the button is its label alone
  return element;
}

function icon(address: string): SVGElement {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", address);
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  drawing.append(use);
  return drawing;
}

function label(tool: Tool): string {
  return tool.keys ? `${say(tool.name)} (${tool.keys})` : say(tool.name);
}

/** One stop for Tab, arrows inside, after the ARIA practices. */
function rove(row: HTMLElement): void {
  const buttons = (): HTMLElement[] => [...row.querySelectorAll<HTMLElement>("button:not([hidden])")];
  buttons()[0]?.setAttribute("tabindex", "0");
  row.addEventListener("keydown", (event) => {
    const all = buttons();
    const now = all.indexOf(document.activeElement as HTMLElement);
    const next = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: all.length - 1 }[event.key];
    if (next === undefined || now < 0) {
      return;
    }
    event.preventDefault();
    const target = all[(next + all.length) % all.length]!;
    all.forEach((button) => (button.tabIndex = button === target ? 0 : -1));
    target.focus();
  });
  row.addEventListener("focusin", (event) => {
    buttons().forEach((button) => (button.tabIndex = button === event.target ? 0 : -1));
  });
}

// <rich-field>: a textarea with a source becomes an editor over it; the textarea goes on carrying the value in the form.

import { baseKeymap } from "prosemirror-commands";
import { history } from "prosemirror-history";
import { keymap } from "prosemirror-keymap";
import { EditorState } from "prosemirror-state";
import { tableEditing } from "prosemirror-tables";
import { EditorView } from "prosemirror-view";

import { whenTyped } from "../site/pace";
import { AltBar } from "./alt-bar";
import { SHORTCUTS } from "./commands";
import { mathMarks } from "./math-marks";
import { hasFormula, keepPrices, withFormulas } from "./paste-formulas";
import { fragment, isFromWord, splitOptions, tidyHtml } from "./pasting";
import type { Heard } from "./incoming";
import { addPicture, type Host } from "./picture-adding";
import { inlinePictures, picturesOf } from "./picture-sending";
import { incomingHere, pictureViews } from "./picture-view";
import { placeholders, renew, shows } from "./placeholders";
import { docOf, sourceOf } from "./source";
import { say } from "./words";

const MARGIN = { top: 120, right: 0, bottom: 40, left: 0 };

export class RichField extends HTMLElement {
  view: EditorView | null = null;
  private source!: HTMLTextAreaElement;
  private readonly news = document.createElement("p");
  private alt!: AltBar;

  connectedCallback(): void {
    const source = this.querySelector("textarea");
    if (this.view || !source) {
      return;
    }
    this.source = source;
    source.hidden = true;
    this.news.className = "rich__news";
    this.news.setAttribute("role", "status");
    this.view = new EditorView(this.place(), {
      state: EditorState.create({ doc: docOf(source.value), plugins: this.plugins() }),
      attributes: this.names(),
      dispatchTransaction: (change) => this.changed(change),
      nodeViews: { picture: pictureViews((file, at) => this.addPictures([file], at)) },
      transformPastedHTML: (html) => this.tidy(html),
      transformPastedText: (text) => keepPrices(text.replace(/\u000b/g, "\n")),
      handlePaste: (_view, event) => this.pasted(event),
      handleDrop: (view, event) => this.dropped(view, event),
      scrollThreshold: MARGIN,
      scrollMargin: MARGIN,
    });
    whenTyped(this.view.dom, () => this.later());
    incomingHere().addEventListener("told", (event) => this.heardOf(event as Event & { id: string; heard: Heard }));
    this.alt = new AltBar(() => this.view!);
    this.append(this.alt.element, this.news);
    this.addEventListener("focusout", (event) => !this.contains(event.relatedTarget as Node | null) && this.alt.close());
    document.querySelectorAll(`label[for="${CSS.escape(source.id)}"]`).forEach((label) => label.addEventListener("click", () => this.view?.focus()));
  }

  get text(): string {
    return this.source.value;
  }

  /** Replace everything, as one step that can be undone. */
  set text(source: string) {
    const view = this.view;
    if (view) {
      view.dispatch(view.state.tr.replaceWith(0, view.state.doc.content.size, docOf(source).content));
    }
  }

  /** What the field is called, after its row was moved. */
  rename(label: string): void {
    this.dataset.label = label;
    this.source.setAttribute("aria-label", label);
    this.view?.setProps({ attributes: this.names() });
  }

  addPictures(files: File[], at?: number): void {
    files.forEach((file) => void addPicture(this.host(), file, at ?? this.view!.state.selection.from));
  }

  private place(): { mount: HTMLElement } {
    const mount = document.createElement("div");
    mount.className = "rich__page";
    this.source.after(mount);
    return { mount };
  }

  private names(): Record<string, string> {
    const described = this.source.getAttribute("aria-describedby");
    return {
      role: "textbox",
      "aria-multiline": "true",
      "aria-label": this.dataset.label ?? "",
      ...(described ? { "aria-describedby": described } : {}),
    };
  }

  private plugins(): EditorState["plugins"] {
    return [history(), keymap(SHORTCUTS), keymap(baseKeymap), tableEditing(), mathMarks(), placeholders()].flat();
  }

  private changed(change: EditorState["tr"]): void {
    const view = this.view!;
    view.updateState(view.state.apply(change));
    this.alt.update(change);
    if (change.docChanged) {
      this.later();
    }
    this.dispatchEvent(new CustomEvent("field-moved", { bubbles: true }));
  }

  /** What is on the screen right now, a word that is being composed too, stands in the textarea when this returns. */
  flush(): void {
    const observer = (this.view as unknown as { domObserver?: { flush?: () => void } } | null)?.domObserver;
    observer?.flush?.();
    this.later();
  }

  /** The textarea follows, and the form hears of it. */
  private later(): void {
    const view = this.view;
    if (!view) {
      return;
    }
    const source = sourceOf(view.state.doc);
    if (source !== this.source.value) {
      this.source.value = source;
      this.source.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  private tidy(html: string): string {
    this.tell(isFromWord(html) ? say("pasted") : "");
    if (/<img\b(?![^>]*data-picture)[^>]*\ssrc\s*=\s*["']?(?:https?|file|blob):/i.test(html)) {
      this.tell(say("picture_address"), true);
    }
    return priced(tidyHtml(withFormulas(fragment(html), say("not_recognised"))), hasFormula(html));
  }

  private pasted(event: ClipboardEvent): boolean {
    const data = event.clipboardData;
    const html = data?.getData("text/html") ?? "";
    const text = data?.getData("text/plain") ?? "";
    const options = splitOptions(hasFormula(html) ? textOf(withFormulas(fragment(html), say("not_recognised"))) : text);
    if (options && this.dispatchEvent(new CustomEvent("options-pasted", { bubbles: true, cancelable: true, detail: options })) === false) {
      return true;
    }
    const files = picturesOf(data);
    // Word puts a picture of every text beside the text: then the text counts.
    if (files.length > 0 && text.trim() === "") {
      this.addPictures(files);
      return true;
    }
    const inside = inlinePictures(html);
    if (inside.length > 0) {
      window.setTimeout(() => this.addPictures(inside));
    }
    return false;
  }

  private dropped(view: EditorView, event: DragEvent): boolean {
    const files = picturesOf(event.dataTransfer);
    if (files.length === 0) {
      return false;
    }
    event.preventDefault();
    this.addPictures(files, view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos);
    return true;
  }

  private host(): Host {
    return {
      view: this.view!,
      editor: this.closest<HTMLElement>("question-editor"),
      tell: (words, isProblem) => this.tell(words, isProblem),
      placed: () => this.alt.ask(),
    };
  }

  /** What became of a picture: it is shown anew, and the form asks what the type says now. */
  private heardOf({ id, heard }: { id: string; heard: Heard }): void {
    const view = this.view!;
    view.dispatch(renew(view.state));
    if (!shows(view.state.doc, id)) {
      return;
    }
    const standing = incomingHere().standing(id);
    if (standing?.state === "waiting") {
      this.tell(say(heard === "signed-out" ? "signed_out" : "picture_slow"), heard === "signed-out");
      return;
    }
    const isRefused = standing?.state === "refused";
    this.tell(isRefused ? (standing.error ?? say("picture_gone")) : say("picture_added"), isRefused);
    this.source.dispatchEvent(new Event("input", { bubbles: true }));
  }

  private tell(words: string, isProblem = false): void {
    this.news.textContent = words;
    this.news.classList.toggle("field__error", isProblem);
  }
}

/** The text of HTML, a line for each block. */
function textOf(html: string): string {
  const page = new DOMParser().parseFromString(`<body>${html.replace(/<\/(?:p|div|li|tr|h[1-6])>|<br\b[^>]*>/gi, "$&\n")}`, "text/html");
  return page.body.textContent ?? "";
}

/** Dollar signs of a page are prices, unless it brought formulas of its own. */
function priced(html: string, withOwn: boolean): string {
  return withOwn ? html : html.replace(/(^|>)([^<]+)/g, (_whole, before: string, text: string) => before + keepPrices(text));
}

// What a picture shows, asked below the field as long as the picture is chosen.

import { NodeSelection, type Transaction } from "prosemirror-state";
import { type EditorView } from "prosemirror-view";

import { whenTyped } from "../site/pace";
import { schema } from "./schema";
import { say } from "./words";

let serial = 0;

export class AltBar {
  readonly element = document.createElement("div");
  private readonly input = document.createElement("input");
  private at = -1;

  constructor(private readonly view: () => EditorView) {
    serial += 1;
    const label = document.createElement("label");
    const hint = document.createElement("span");
    const done = document.createElement("button");
    this.element.className = "alt-bar";
    this.element.hidden = true;
    this.input.type = "text";
    this.input.id = `alt-${serial}`;
    this.input.maxLength = 300;
    this.input.autocomplete = "off";
    this.input.setAttribute("aria-describedby", `alt-${serial}-hint`);
    label.htmlFor = this.input.id;
    label.textContent = say("alt_label");
    hint.id = `alt-${serial}-hint`;
    hint.className = "field__hint";
    hint.textContent = say("alt_hint");
    done.type = "button";
    done.className = "button button--small";
    done.textContent = say("alt_done");
    this.element.append(label, this.input, done, hint);
    whenTyped(this.input, () => this.write());
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) {
        event.preventDefault();
        this.leave();
      }
    });
    done.addEventListener("click", () => this.leave());
  }

  /** Follow the selection; the bar stays while somebody writes in it, with its picture wherever `change` has moved that. */
  update(change?: Transaction): void {
    const { selection } = this.view().state;
    const chosen = selection instanceof NodeSelection && selection.node.type === schema.nodes.picture ? selection : null;
    if (this.element.contains(document.activeElement)) {
      this.at = this.at < 0 || !change ? this.at : change.mapping.map(this.at);
      return;
    }
    this.element.hidden = chosen === null;
    this.at = chosen?.from ?? -1;
    if (chosen && this.input.value !== String(chosen.node.attrs.alt)) {
      this.input.value = String(chosen.node.attrs.alt);
    }
  }

  ask(): void {
    this.update();
    this.input.focus();
  }

  close(): void {
    this.element.hidden = true;
  }

  private write(): void {
    const view = this.view();
    const node = this.at < 0 ? null : view.state.doc.nodeAt(this.at);
    if (node && node.type === schema.nodes.picture) {
      const change = view.state.tr.setNodeMarkup(this.at, undefined, { ...node.attrs, alt: this.input.value });
      view.dispatch(change.setSelection(NodeSelection.create(change.doc, this.at)));
    }
  }

  private leave(): void {
    const view = this.view();
    view.focus();
    this.close();
  }
}

// <hoc-question>: one question alone, to be answered (previews) or looked at (results). The server's JSON comes in attributes.

import { make, placePictures } from "./dom";
import { component, type Control, type Mode } from "./kinds";
import type { Json } from "./protocol";
import { say } from "./words";

let serial = 0;

export class HocQuestion extends HTMLElement {
  static observedAttributes = ["data-component", "data-properties", "data-mode", "data-pictures"];

  private control: Control | null = null;
  private given: Json | undefined;
  private turn = 0;
  private readonly own = `q${(serial += 1)}`;

  connectedCallback(): void {
    void this.draw();
  }

  attributeChangedCallback(): void {
    if (this.isConnected) {
      void this.draw();
    }
  }

  /** The answer as it stands. */
  get value(): Json {
    return this.given === undefined ? parsed(this.dataset.value, null) : this.given;
  }

  set value(value: Json) {
    this.given = value;
    this.control?.show(value);
  }

  private async draw(): Promise<void> {
    const turn = (this.turn += 1);
    const kind = await component(this.dataset.component ?? "");
    if (turn !== this.turn) {
      return; // asked for something else meanwhile
    }
    const number = this.dataset.number;
    const label = number ? say("question_number", { number }) : say("question");
    const head = make("p", { id: `${this.own}-head`, class: number ? "question__number" : "visually-hidden" }, label);
    this.control = kind.draw({
      properties: parsed(this.dataset.properties, {}) as Record<string, Json>,
      value: this.value,
      mode: (this.dataset.mode ?? "take") as Mode,
      name: this.own,
      labelledBy: head.id,
      change: (value) => {
        this.given = value;
        this.dispatchEvent(new CustomEvent("answer", { bubbles: true, detail: { value } }));
      },
    });
    placePictures(this.control.element, parsed(this.dataset.pictures, {}) as Record<string, string>);
    this.replaceChildren(head, this.control.element);
  }
}

function parsed(text: string | undefined, otherwise: Json): Json {
  try {
    return text ? (JSON.parse(text) as Json) : otherwise;
  } catch {
    return otherwise;
  }
}

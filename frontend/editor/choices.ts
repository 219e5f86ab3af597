// Parts of a form that matter only for one choice of another field: `data-when="body.input=text"`.

import { whenTyped } from "../site/pace";
import { meets } from "./paths";

export function followChoices(form: HTMLFormElement): void {
  const values = new FormData(form);
  const valueOf = (name: string): string => String(values.get(name) ?? "");
  form.querySelectorAll<HTMLElement>("[data-when]").forEach((part) => (part.hidden = !meets(part.dataset.when ?? "", valueOf)));
}

/** <key-editor>: the key alone, sent by its button; nothing saves itself. */
export class KeyEditor extends HTMLElement {
  connectedCallback(): void {
    const form = this.querySelector("form");
    if (form) {
      whenTyped(form, () => followChoices(form));
    }
  }
}

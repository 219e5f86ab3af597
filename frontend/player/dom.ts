// Small helpers for building elements, and the one door for the server's HTML.

import { drawFormulas } from "../site/formulas";

type Child = Node | string | null;
type Attributes = Readonly<Record<string, string | number | boolean | null>>;

/** An element with attributes and children; `true` sets an attribute without value, `false` and null leave it out. */
export function make<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children.filter((child): child is Node | string => child !== null));
  return element;
}

/** A button that does something. */
export function button(label: string, look: string, press: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const element = make("button", { type: "button", class: `button ${look}`.trim(), ...attributes }, label);
  element.addEventListener("click", press);
  return element;
}

/** A shape that stands beside words and says nothing itself. */
export function shape(sign: string): HTMLElement {
  return make("span", { class: "shape", "aria-hidden": "true" }, sign);
}

/**
 * Rich text of a question. The server has sanitised it when the author saved it (richtext/sanitiser.py): this is the only
 * place that takes HTML, and it takes nothing else.
 */
export function rich(html: unknown, tag: "div" | "span" = "div"): HTMLElement {
  const template = document.createElement("template");
  template.innerHTML = typeof html === "string" ? html : "";
  drawFormulas(template.content);
  const element = make(tag, { class: "rich" });
  element.append(template.content);
  return element;
}

/** Give pictures their bytes: `addresses` by picture id. */
export function placePictures(element: ParentNode, addresses: Readonly<Record<string, string>>): void {
  element.querySelectorAll<HTMLImageElement>("img[data-picture]").forEach((image) => {
    const address = addresses[image.dataset.picture ?? ""];
    if (address && image.getAttribute("src") !== address) {
      image.src = address;
    }
  });
}

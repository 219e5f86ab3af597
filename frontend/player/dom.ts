// Small helpers for building elements, and the one door for the server's HTML.

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
  if (!drawsFormulas()) {
    template.content.querySelectorAll("math[alttext]").forEach((formula) => {
      formula.replaceWith(make("span", { class: "math-words" }, formula.getAttribute("alttext") ?? ""));
    });
  }
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

let formulas: boolean | null = null;

/** Whether the browser draws MathML (Chromium before 109 does not: then the formula stands there in words). */
function drawsFormulas(): boolean {
  if (formulas === null) {
    const probe = make("div", { class: "math-probe", "aria-hidden": "true" });
    probe.innerHTML = "<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>";
    document.body.append(probe);
    const [above, below] = [...probe.querySelectorAll("mn")].map((one) => one.getBoundingClientRect());
    formulas = Boolean(above && below && below.top - above.top > 4);
    probe.remove();
  }
  return formulas;
}

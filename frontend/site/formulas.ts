// Browsers that draw no MathML (Chromium before 109): formulas are laid out from plain boxes instead, with the same font and words.

const SVG = "http://www.w3.org/2000/svg";
/** Shapes that stretch, drawn into a box of 10 by 10. */
const SHAPES: Record<string, string> = {
  "√": "M0 6 L2.5 5.2 L6 9.8 L10 .3",
  "(": "M8.5 .2 Q1 5 8.5 9.8", ")": "M1.5 .2 Q9 5 1.5 9.8", "[": "M8 .2 H3 V9.8 H8", "]": "M2 .2 H7 V9.8 H2", "|": "M5 .2 V9.8", "‖": "M3.5 .2 V9.8 M6.5 .2 V9.8",
  "{": "M9 .2 Q5 .2 5 2 V4 Q5 5 2 5 Q5 5 5 6 V8 Q5 9.8 9 9.8", "}": "M1 .2 Q5 .2 5 2 V4 Q5 5 8 5 Q5 5 5 6 V8 Q5 9.8 1 9.8",
  "‾": "M0 5 H10", _: "M0 5 H10", "\u0332": "M0 5 H10", "\u0302": "M.3 9 L5 1.5 L9.7 9", ˆ: "M.3 9 L5 1.5 L9.7 9", "⏜": "M.2 9.5 Q5 -4 9.8 9.5",
  "\u20d7": "M0 6 H9.8 M8 2.5 L9.9 6 L8 9.5", "\u0303": "M.3 8 Q3 0 5 5 T9.7 2", "⏞": "M.2 9 Q.2 5 2 5 H4 Q5 5 5 1 Q5 5 6 5 H8 Q9.8 5 9.8 9",
}; // prettier-ignore
const LETTERS = /^[A-Za-zα-ω]$/;

let known: boolean | null = null;

/** Whether the browser draws MathML by itself. */
function drawsFormulas(): boolean {
  if (known === null) {
    const probe = document.createElement("div");
    probe.className = "math-probe";
    probe.setAttribute("aria-hidden", "true");
    probe.innerHTML = "<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>";
    document.body.append(probe);
    const [above, below] = [...probe.querySelectorAll("mn")].map((one) => one.getBoundingClientRect());
    known = Boolean(above && below && below.top - above.top > 4);
    probe.remove();
  }
  return known;
}

/** Replace every formula below `root` by boxes, where that is needed. A page without formulas asks for no font of theirs. */
export function drawFormulas(root: ParentNode): void {
  const formulas = root.querySelectorAll("math");
  if (formulas.length && !drawsFormulas()) {
    formulas.forEach((math) => math.replaceWith(drawn(math)));
  }
}

/** Now, and whenever a part of the page is exchanged. */
export function startFormulas(): void {
  drawFormulas(document);
  document.addEventListener("part-renewed", (event) => drawFormulas(event.target instanceof Element ? event.target : document));
}

function drawn(math: Element): HTMLElement {
  const whole = box("math", ...children(math));
  whole.setAttribute("role", "img");
  whole.setAttribute("aria-label", math.getAttribute("alttext") ?? "");
  whole.classList.toggle("mx-block", math.getAttribute("display") === "block");
  return whole;
}

function box(kind: string, ...inside: (Node | string)[]): HTMLElement {
  const made = document.createElement("span");
  made.className = `mx-${kind}`;
  made.append(...inside);
  return made;
}

function shape(sign: string, kind: string): HTMLElement {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", "0 0 10 10");
  picture.setAttribute("preserveAspectRatio", "none");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", SHAPES[sign] ?? "");
  picture.append(line);
  const made = document.createElement("span");
  made.className = `mx-shape mx-${kind}`;
  made.append(picture);
  return made;
}

function children(element: Element): HTMLElement[] {
  return [...element.children].map(one);
}

function part(element: Element, index: number): HTMLElement {
  const child = element.children[index];
  return child ? one(child) : box("row");
}

function one(element: Element): HTMLElement {
  const draw = KINDS[element.localName] ?? row;
  return draw(element);
}

function isTall(element: Element): boolean {
  const sign = element.textContent ?? "";
  return element.localName === "mo" && SHAPES[sign] !== undefined && element.getAttribute("fence") === "true" && element.getAttribute("stretchy") !== "false";
}

function row(element: Element): HTMLElement {
  const made = box("row", ...[...element.children].map((child) => (isTall(child) ? shape(child.textContent ?? "", "fence") : one(child))));
  made.classList.toggle("mx-tall", [...element.children].some(isTall));
  return made;
}

/** Roman letters of a formula slant; the font holds them as signs of their own. */
function identifier(element: Element): HTMLElement {
  const text = element.textContent ?? "";
  const code = text.codePointAt(0) ?? 0;
  if (!LETTERS.test(text) || element.getAttribute("mathvariant") === "normal") {
    return box("sign", text);
  }
  const start = code >= 0x3b1 ? 0x1d6fc - 0x3b1 : code >= 97 ? 0x1d44e - 97 : 0x1d434 - 65;
  return box("sign", text === "h" ? "ℎ" : String.fromCodePoint(code + start));
}

function operator(element: Element): HTMLElement {
  const made = box("sign", element.textContent ?? "");
  const usual = USUAL[element.textContent ?? ""] ?? "0";
  made.style.paddingLeft = element.getAttribute("lspace") ?? (element.textContent === "," ? "0" : usual);
  made.style.paddingRight = element.getAttribute("rspace") ?? usual;
  return made;
}

const USUAL: Record<string, string> = {
  ...Object.fromEntries([..."=≠<>≤≥∈∉⊂⊄⊆→⇒⇔⇌←↔"].map((sign) => [sign, "0.278em"])),
  ...Object.fromEntries([..."+−±∓×÷·∪∩"].map((sign) => [sign, "0.222em"])),
  ",": "0.167em",
};

function space(element: Element): HTMLElement {
  const made = box("space");
  made.style.width = element.getAttribute("width") ?? "0";
  return made;
}

function scripts(base: HTMLElement, low: HTMLElement | null, high: HTMLElement | null): HTMLElement {
  return box("row", base, box("scripts", box("script", ...(high ? [high] : ["\u200b"])), box("script", ...(low ? [low] : ["\u200b"]))));
}

function over(element: Element): HTMLElement {
  const sign = (element.children[1]?.textContent ?? "").trim();
  const plain = element.children[1]?.children.length === 0;
  if (!plain || SHAPES[sign] === undefined) {
    return box("stack", box("script", part(element, 1)), part(element, 0));
  }
  return box("over", part(element, 0), shape(sign, sign === "‾" ? "line" : "accent")); // from below: its base stands on the line
}

function under(element: Element): HTMLElement {
  const sign = (element.children[1]?.textContent ?? "").trim();
  return box("under", part(element, 0), SHAPES[sign] !== undefined ? shape(sign, "line") : box("script", part(element, 1)));
}

function table(element: Element): HTMLElement {
  return box("table", ...[...element.children].map((line) => box("tr", ...[...line.children].map((cell) => box("td", row(cell))))));
}

const KINDS: Record<string, (element: Element) => HTMLElement> = {
  mi: identifier,
  mo: operator,
  mn: (element) => box("sign", element.textContent ?? ""),
  mtext: (element) => box("words", element.textContent ?? ""),
  mspace: space,
  mfrac: (element) => {
    const made = box("frac", box("part", part(element, 0)), box("part", part(element, 1)));
    made.classList.toggle("mx-bare", element.getAttribute("linethickness") === "0");
    return made;
  },
  msqrt: (element) => box("root", shape("√", "radical"), box("inside", row(element))),
  mroot: (element) => box("root", box("degree", part(element, 1)), shape("√", "radical"), box("inside", part(element, 0))),
  msup: (element) => box("row", part(element, 0), box("sup", part(element, 1))),
  msub: (element) => box("row", part(element, 0), box("sub", part(element, 1))),
  msubsup: (element) => scripts(part(element, 0), part(element, 1), part(element, 2)),
  mover: over,
  munder: under,
  munderover: (element) => box("stack", box("script", part(element, 2)), part(element, 0), box("script", part(element, 1))),
  mtable: table,
};

// MathML and Office's OMML as LaTeX, so that a pasted formula goes on saying what it said. Throws Unknown for what it cannot take.

export class Unknown extends Error {}

/** What of a node is read here: elements of any parser, and their texts. */
type Reader = (element: Element) => string;

const SIGNS = new Map(
  `× times ÷ div · cdot ⋅ cdot ∙ cdot ± pm ∓ mp ≤ le ≥ ge ⩽ leqslant ⩾ geqslant ≠ ne ≈ approx ≡ equiv ∼ sim ≁ nsim ∽ backsim ≅ cong ⊥ perp
  ⟂ perp ∥ parallel ∦ nparallel ∣ mid ∤ nmid ∠ angle △ triangle ∆ Delta ∈ in ∉ notin ⊂ subset ⊄ not\\subset ⊃ supset ⊆ subseteq ∪ cup ∩ cap
  ∅ emptyset ∞ infty → rightarrow ← leftarrow ↔ leftrightarrow ⟶ longrightarrow ⇒ Rightarrow ⇐ Leftarrow ⇔ Leftrightarrow ⇌ rightleftharpoons
  ↑ uparrow ↓ downarrow ⋮ vdots … dots ⋯ cdots ∑ sum ∏ prod ∫ int ∀ forall ∃ exists ∘ circ □ square ◻ square ▱ parallelogram ∖ setminus
  α alpha β beta γ gamma δ delta ε varepsilon ϵ epsilon ζ zeta η eta θ theta λ lambda μ mu ν nu ξ xi π pi ρ rho σ sigma τ tau φ varphi
  ϕ phi χ chi ψ psi ω omega Γ Gamma Δ Delta Θ Theta Λ Lambda Π Pi Σ Sigma Φ Phi Ψ Psi Ω Omega ℓ ell ∂ partial ∇ nabla`
    .trim()
    .split(/\s+/)
    .reduce<[string, string][]>((pairs, word, index, all) => (index % 2 ? [...pairs, [all[index - 1] ?? "", `\\${word} `]] : pairs), []),
);
const PLAIN: Record<string, string> = {
  "−": "-", "‐": "-", "′": "'", "″": "''", "%": "\\%", "#": "\\#", "&": "\\&", $: "\\$", "{": "\\{", "}": "\\}", "\\": "\\backslash ", "°": "^{\\circ}",
  "\u2061": "", "\u2062": "", "\u2063": "", "\u2064": "", "\u00a0": " ", "\u200b": "", "⋮\u0338": "\\not\\vdots ", "ℕ": "\\mathbb{N}", "ℤ": "\\mathbb{Z}",
  "ℚ": "\\mathbb{Q}", "ℝ": "\\mathbb{R}", "ℂ": "\\mathbb{C}", "⌢": "\\frown ", "‖": "\\|", "~": "\\sim ",
};
const FUNCTIONS = new Set("sin cos tan cot sec csc log ln lg exp lim max min gcd arcsin arccos arctan".split(" "));
const OVER: [RegExp, string][] = [
  [/^[‾―¯_\u0305\u0304ˉ]$/, "overline"],
  [/^[\^ˆ\u0302]$/, "widehat"],
  [/^[→\u20d7]$/, "overrightarrow"],
  [/^[⏜⌢\u0311]$/, "wideparen"],
  [/^[~˜\u0303]$/, "widetilde"],
  [/^˙$/, "dot"],
  [/^⏞$/, "overbrace"],
];

/** The LaTeX of a `<math>` element. */
export function latexOfMath(math: Element): string {
  const tex = [...math.querySelectorAll("annotation")].find((one) => /tex/i.test(one.getAttribute("encoding") ?? ""));
  return (tex ? (tex.textContent ?? "") : row(math)).replace(/ +/g, " ").trim();
}

function nameOf(element: Element): string {
  return element.localName.toLowerCase().replace(/^(?:mml|m):/, "");
}

function row(element: Element): string {
  let made = "";
  let open = 0;
  for (const child of element.children) {
    const latex = read(child);
    if (nameOf(child) === "mo") {
      open += Number(/^\\left(?![a-z])/.test(latex)) - Number(/^\\right(?![a-z])/.test(latex));
    }
    made += latex;
  }
  return open > 0 ? `${made}\\right.` : open < 0 ? `\\left.${made}` : made;
}

function read(element: Element): string {
  const reader = READERS[nameOf(element)];
  if (!reader) {
    throw new Unknown(nameOf(element));
  }
  return reader(element);
}

function part(element: Element, index: number): string {
  const child = element.children[index];
  if (!child) {
    throw new Unknown(nameOf(element));
  }
  return read(child).trim();
}

function words(element: Element): string {
  return (element.textContent ?? "").replace(/[\u200b\u2060\ufeff]/g, "");
}

function sign(text: string): string {
  const whole = PLAIN[text] ?? SIGNS.get(text);
  return whole ?? [...text].map((one) => PLAIN[one] ?? SIGNS.get(one) ?? one).join("");
}

/** Slanted letters of the mathematical block are what plain letters are drawn as. */
function slanted(text: string): string {
  return text.replace(/[\u{1d434}-\u{1d467}\u{1d6e2}-\u{1d71b}]/gu, (one) => one.normalize("NFKC"));
}

/** Bold and script letters are a meaning of their own. */
function alphabet(text: string): string | null {
  const name = /^[\u{1d400}-\u{1d433}\u{1d7ce}-\u{1d7d7}]+$/u.test(text) ? "mathbf" : /^[\u{1d49c}-\u{1d4cf}ℬℰℱℋℐℒℳℛ]$/u.test(text) ? "mathscr" : null;
  return name ? `\\${name}{${text.normalize("NFKC")}}` : null;
}

function identifier(element: Element): string {
  const text = slanted(words(element).trim());
  const special = alphabet(text);
  if (special) {
    return special;
  }
  if (FUNCTIONS.has(text)) {
    return `\\${text} `;
  }
  const upright = element.getAttribute("mathvariant") === "normal" || [...text].length > 1;
  return upright && /^[A-Za-z]+$/.test(text) ? `\\mathrm{${text}}` : upright && /^\p{L}{2,}$/u.test(text) ? `\\text{${text}}` : sign(text);
}

function operator(element: Element): string {
  const text = words(element).trim();
  if (FUNCTIONS.has(text)) {
    return `\\${text} `;
  }
  const fence = element.getAttribute("fence") === "true" && element.getAttribute("stretchy") !== "false";
  if (fence && /^[()[\]{}|‖⟨⟩⌊⌋⌈⌉]$/.test(text)) {
    return `${element.getAttribute("form") === "postfix" ? "\\right" : "\\left"}${FENCES[text] ?? sign(text)}`;
  }
  return /^[A-Za-z]{2,}$/.test(text) ? `\\operatorname{${text}}` : sign(text);
}

const FENCES: Record<string, string> = { "⟨": "\\langle ", "⟩": "\\rangle ", "⌊": "\\lfloor ", "⌋": "\\rfloor ", "⌈": "\\lceil ", "⌉": "\\rceil " };

function base(element: Element): string {
  const latex = part(element, 0);
  return /^(?:\\?[A-Za-z]+|[0-9]|\\mathrm\{[A-Za-z]+\}|[)\]|])$/.test(latex) ? latex : `{${latex}}`;
}

function over(element: Element): string {
  const mark = (element.children[1]?.textContent ?? "").trim();
  const command = OVER.find(([shape]) => shape.test(mark))?.[1];
  if (command) {
    return `\\${command}{${part(element, 0)}}`;
  }
  if (/^[→⟶]$/.test((element.children[0]?.textContent ?? "").trim())) {
    return `\\xrightarrow{${part(element, 1)}}`;
  }
  return `\\overset{${part(element, 1)}}{${part(element, 0)}}`;
}

function under(element: Element): string {
  const mark = (element.children[1]?.textContent ?? "").trim();
  return /^[_\u0332‾]$/.test(mark) ? `\\underline{${part(element, 0)}}` : `${part(element, 0)}_{${part(element, 1)}}`;
}

function fraction(element: Element): string {
  const name = element.getAttribute("linethickness") === "0" ? "binom" : "frac";
  return `\\${name}{${part(element, 0)}}{${part(element, 1)}}`;
}

function table(element: Element): string {
  const rows = [...element.children].map((one) => [...one.children].map((cell) => row(cell).trim()).join(" & "));
  const columns = Math.max(1, ...[...element.children].map((one) => one.children.length));
  return `\\begin{array}{${"l".repeat(columns)}}${rows.join(" \\\\ ")}\\end{array}`;
}

function fenced(element: Element): string {
  const inner = [...element.children].map(read).join(element.getAttribute("separators")?.trim().charAt(0) || ",");
  const [begin, end] = [element.getAttribute("open") ?? "(", element.getAttribute("close") ?? ")"];
  return `\\left${begin ? sign(begin) : "."}${inner}\\right${end ? sign(end) : "."}`;
}

/** `{}_{6}^{12}C`: the scripts of nothing stand before what follows. */
function scripts(element: Element): string {
  const first = element.children[0];
  const empty = first !== undefined && (first.textContent ?? "").trim() === "" && first.children.length === 0;
  return `${empty ? "{}" : base(element)}_{${part(element, 1)}}^{${part(element, 2)}}`;
}

function space(element: Element): string {
  const width = Number.parseFloat(element.getAttribute("width") ?? "0");
  return width >= 0.9 ? "\\quad " : width >= 0.16 && !besideFunction(element) ? "\\," : "";
}

/** The thin space that the drawing itself puts beside a name such as sin. */
function besideFunction(element: Element): boolean {
  return [element.previousElementSibling, element.nextElementSibling].some((one) => {
    const name = one && /^m(?:sup|sub|subsup|under)$/.test(nameOf(one)) ? one.children[0] : one;
    return name != null && FUNCTIONS.has((name.textContent ?? "").trim());
  });
}

const READERS: Record<string, Reader> = {
  math: row,
  mrow: row,
  mstyle: row,
  mpadded: row,
  mtd: row,
  mphantom: () => "",
  none: () => "",
  semantics: (element) => part(element, 0),
  mi: identifier,
  mn: (element) => words(element).trim().replace(/(\d),(?=\d)/g, "$1{,}"),
  mo: operator,
  mtext: (element) => (words(element).trim() === "" ? "\\ " : `\\text{${words(element).replace(/[{}$%#&_^~\\]/g, " ").replace(/\u00a0/g, " ")}}`),
  ms: (element) => `\\text{${words(element)}}`,
  mspace: space,
  mfrac: fraction,
  msqrt: (element) => `\\sqrt{${row(element).trim()}}`,
  mroot: (element) => `\\sqrt[${part(element, 1)}]{${part(element, 0)}}`,
  msup: (element) => `${base(element)}^{${part(element, 1)}}`,
  msub: (element) => `${base(element)}_{${part(element, 1)}}`,
  msubsup: scripts,
  mover: over,
  munder: under,
  munderover: (element) => `${part(element, 0)}_{${part(element, 1)}}^{${part(element, 2)}}`,
  mtable: table,
  mfenced: fenced,
};

/** The LaTeX of Word's `m:oMath`, as an HTML parser sees it (names in small letters). */
export function latexOfOffice(element: Element): string {
  return office(element).replace(/ +/g, " ").trim();
}

function office(element: Element): string {
  return [...element.children].map(officeOne).join("");
}

function officePart(element: Element, name: string): string {
  const found = [...element.children].find((child) => nameOf(child) === name);
  return found ? office(found).trim() : "";
}

function setting(element: Element, name: string): string | null {
  const properties = [...element.children].find((child) => nameOf(child).endsWith("pr"));
  const found = properties && [...properties.children].find((child) => nameOf(child) === name);
  return found ? (found.getAttribute("m:val") ?? "on") : null;
}

function officeOne(element: Element): string {
  const name = nameOf(element);
  if (name.endsWith("pr")) {
    return "";
  }
  const reader = OFFICE[name];
  if (!reader) {
    if (!element.localName.includes(":")) {
      return element.children.length > 0 ? office(element) : run(words(element)); // <span>, <i> around runs
    }
    throw new Unknown(name);
  }
  return reader(element);
}

function run(text: string): string {
  return [...text.replace(/\s+/g, " ")].map((one) => PLAIN[one] ?? SIGNS.get(one) ?? slanted(one)).join("").replace(/(\d),(?=\d)/g, "$1{,}");
}

function officeRun(element: Element): string {
  const plain = [...element.children].some((child) => nameOf(child) === "rpr" && [...child.children].some((one) => nameOf(one) === "nor"));
  const text = words(element);
  return plain ? `\\text{${text.replace(/[{}$%#&_^~\\]/g, " ")}}` : run(text);
}

function delimited(element: Element): string {
  const [begin, end] = [setting(element, "begchr") ?? "(", setting(element, "endchr") ?? ")"];
  const parts = [...element.children].filter((child) => nameOf(child) === "e").map((child) => office(child).trim());
  const side = (one: string): string => (one === "" || one === "on" ? "." : (FENCES[one] ?? sign(one)));
  return `\\left${side(begin)}${parts.join(setting(element, "sepchr") ?? "|")}\\right${side(end)}`;
}

function officeOver(element: Element): string {
  const mark = setting(element, "chr") ?? "\u0302";
  const command = OVER.find(([shape]) => shape.test(mark))?.[1];
  if (!command) {
    throw new Unknown("acc");
  }
  return `\\${command}{${officePart(element, "e")}}`;
}

function bigSign(element: Element): string {
  const [low, high] = [officePart(element, "sub"), officePart(element, "sup")];
  return `${sign(setting(element, "chr") ?? "∫").trim()}${low ? `_{${low}}` : ""}${high ? `^{${high}}` : ""} ${officePart(element, "e")}`;
}

const OFFICE: Record<string, Reader> = {
  omath: office,
  omathpara: office,
  r: officeRun,
  box: (element) => officePart(element, "e"),
  f: (element) => {
    const [top, bottom] = [officePart(element, "num"), officePart(element, "den")];
    return /^(?:lin|skw)$/.test(setting(element, "type") ?? "") ? `${top}/${bottom}` : `\\frac{${top}}{${bottom}}`;
  },
  rad: (element) => {
    const degree = officePart(element, "deg");
    return `\\sqrt${degree === "" ? "" : `[${degree}]`}{${officePart(element, "e")}}`;
  },
  ssup: (element) => `{${officePart(element, "e")}}^{${officePart(element, "sup")}}`,
  ssub: (element) => `{${officePart(element, "e")}}_{${officePart(element, "sub")}}`,
  ssubsup: (element) => `{${officePart(element, "e")}}_{${officePart(element, "sub")}}^{${officePart(element, "sup")}}`,
  spre: (element) => `{}_{${officePart(element, "sub")}}^{${officePart(element, "sup")}}${officePart(element, "e")}`,
  nary: bigSign,
  d: delimited,
  func: (element) => {
    const name = officePart(element, "fname");
    return `${FUNCTIONS.has(name) ? `\\${name} ` : name}${officePart(element, "e")}`;
  },
  limlow: (element) => `${officePart(element, "e")}_{${officePart(element, "lim")}}`,
  acc: officeOver,
  bar: (element) => `\\${setting(element, "pos") === "top" ? "overline" : "underline"}{${officePart(element, "e")}}`,
  eqarr: (element) => {
    const lines = [...element.children].filter((child) => nameOf(child) === "e").map((child) => office(child).trim());
    return `\\begin{array}{l}${lines.join(" \\\\ ")}\\end{array}`;
  },
  m: (element) => {
    const lines = [...element.children].filter((child) => nameOf(child) === "mr");
    const cells = lines.map((line) => [...line.children].map((cell) => office(cell).trim()));
    return `\\begin{matrix}${cells.map((line) => line.join(" & ")).join(" \\\\ ")}\\end{matrix}`;
  },
};

// Formulas on the clipboard become LaTeX between dollar signs before anything else looks at the text; what nobody can read says so.

import { latexOfMath, latexOfOffice } from "./math-latex";

/** A formula of some kind is in this HTML. */
export function hasFormula(html: string): boolean {
  return /<(?:math|mjx-container|m:omath|mml:math)\b|class=["'][^"']*\b(?:katex|MathJax)\b/i.test(html);
}

/** The same HTML, formulas written out; `unknown` are the words for what could not be taken. */
export function withFormulas(html: string, unknown: string): string {
  if (!hasFormula(html)) {
    return html;
  }
  const page = new DOMParser().parseFromString(`<body>${uncover(html)}`, "text/html");
  page.querySelectorAll(".katex-html, .MJX_Assistive_MathML, mjx-speech").forEach((double) => double.closest(".katex, .MathJax") && double.remove());
  for (const [selector, read] of KINDS) {
    page.body.querySelectorAll(selector).forEach((element) => {
      if (page.body.contains(element)) {
        element.replaceWith(page.createTextNode(written(element, read, unknown)));
      }
    });
  }
  return page.body.innerHTML;
}

/** Prices: the dollar signs around "5 and " are no formula. Formulas that somebody typed stay. */
export function keepPrices(text: string): string {
  return text.replace(/(\\?)\$([^$]{0,2000})(\$?)/g, (whole, escaped: string, inner: string, end: string, at: number) => {
    if (escaped !== "" || text[at + 1] === "$") {
      return whole;
    }
    const price = /^\s?\d[\d.,]*(?:\s|$|[.;:)])/.test(inner) && !/[\\^_{}=+<>]/.test(inner) && (end === "" || /\p{L}{2}|\s$/u.test(inner));
    return price ? `\\$${inner}${end === "" ? "" : "\\$"}` : whole;
  });
}

type Read = (element: Element) => string | null;

const KINDS: [string, Read][] = [
  [".katex", (element) => mathIn(element)],
  ["mjx-container", (element) => mathIn(element)],
  ["[data-mathml]", (element) => parsed(element.getAttribute("data-mathml") ?? "")],
  [".MathJax", (element) => mathIn(element)],
  ["math, mml\\:math", (element) => latexOfMath(element)],
  ["m\\:omathpara, m\\:omath", (element) => latexOfOffice(element)],
];

function mathIn(element: Element): string | null {
  const math = element.querySelector("math");
  return math ? latexOfMath(math) : null;
}

function parsed(source: string): string | null {
  const math = new DOMParser().parseFromString(source, "text/html").querySelector("math");
  return math ? latexOfMath(math) : null;
}

function written(element: Element, read: Read, unknown: string): string {
  try {
    const latex = read(element);
    if (latex !== null && latex.trim() !== "") {
      return `$${latex.replace(/\\?\$/g, "\\$").trim()}$`;
    }
  } catch {
    // What it is stands nowhere: said below.
  }
  const said = element.getAttribute("alttext") ?? element.querySelector("math")?.getAttribute("alttext") ?? "";
  return said === "" ? `[${unknown}]` : `[${unknown}: ${said}]`;
}

/** Word hides its formulas in comments and shows others a picture; HTML knows no `<m:deg/>`. */
function uncover(html: string): string {
  return html
    .replace(/<!--\[if gte msEquation [0-9]+\]>([\s\S]*?)<!\[endif\]-->/gi, "$1")
    .replace(/<!(?:--)?\[if !msEquation\](?:--)?>[\s\S]*?<!(?:--)?\[endif\](?:--)?>/gi, "")
    .replace(/<(m:[a-z]+)([^<>]*)\/>/gi, "<$1$2></$1>");
}

// Writing formulas: the palette's snippets, and where the dollar signs are. LaTeX stays plain text between `$`.

export interface Snippet {
  word: string;
  face: string;
  latex: string;
}

/** `|` marks the place of the cursor. Faces are plain characters that every font of the page holds. */
export const SNIPPETS: readonly Snippet[] = [
  { word: "formula_frac", face: "a/b", latex: "\\frac{|}{}" },
  { word: "formula_power", face: "x²", latex: "^{|}" },
  { word: "formula_index", face: "x₁", latex: "_{|}" },
  { word: "formula_sqrt", face: "√", latex: "\\sqrt{|}" },
  { word: "formula_root", face: "ⁿ√", latex: "\\sqrt[|]{}" },
  { word: "formula_times", face: "×", latex: "\\times |" },
  { word: "formula_div", face: "÷", latex: "\\div |" },
  { word: "formula_le", face: "≤", latex: "\\le |" },
  { word: "formula_ge", face: "≥", latex: "\\ge |" },
  { word: "formula_ne", face: "≠", latex: "\\ne |" },
  { word: "formula_degree", face: "°", latex: "^{\\circ}|" },
  { word: "formula_pi", face: "π", latex: "\\pi |" },
  { word: "formula_in", face: "∈", latex: "\\in |" },
  { word: "formula_arrow", face: "⇒", latex: "\\Rightarrow |" },
  { word: "formula_triangle", face: "△", latex: "\\triangle |" },
  { word: "formula_parallel", face: "∥", latex: "\\parallel |" },
  { word: "formula_perp", face: "⊥", latex: "\\perp |" },
  { word: "formula_hat", face: "Â", latex: "\\widehat{|}" },
  { word: "formula_vec", face: "v→", latex: "\\overrightarrow{|}" },
  { word: "formula_bar", face: "AB‾", latex: "\\overline{|}" },
  { word: "formula_system", face: "{ =", latex: "\\heva{| \\\\ }" },
  { word: "formula_either", face: "[ =", latex: "\\hoac{| \\\\ }" },
  { word: "formula_chemistry", face: "H₂O", latex: "\\ce{|}" },
];

export interface Insertion {
  text: string;
  caret: number;
}

/** What to insert so that the snippet stands inside a formula; `before` is the text of the block up to the cursor. */
export function insertionOf(latex: string, before: string): Insertion {
  const inside = isInFormula(before);
  const caret = latex.indexOf("|");
  const bare = latex.replace("|", "");
  return inside ? { text: bare, caret } : { text: `$${bare}$`, caret: caret + 1 };
}

/** An odd number of unescaped dollar signs stands before. */
export function isInFormula(before: string): boolean {
  return dollars(before).length % 2 === 1;
}

export interface Span {
  from: number;
  to: number;
  open: boolean;
}

/** The formulas of one block of text, dollar signs included; the last one may be open. */
export function formulaSpans(text: string): Span[] {
  const marks = dollars(text);
  return marks.flatMap((mark, index) => {
    const end = marks[index + 1];
    return index % 2 === 1 ? [] : [{ from: mark.at, to: end ? end.at + end.length : text.length, open: end === undefined }];
  });
}

interface Mark {
  at: number;
  length: number;
}

/** Unescaped `$` and `$$`; `$$` counts as one mark. */
function dollars(text: string): Mark[] {
  const marks: Mark[] = [];
  const pattern = /\\.|\$\$|\$/gs;
  for (const match of text.matchAll(pattern)) {
    if (match[0].startsWith("$")) {
      marks.push({ at: match.index, length: match[0].length });
    }
  }
  return marks;
}

// Pasted HTML before the schema sees it: Word's lists become lists, style attributes go, formulas stay text.

/** Cleaned HTML: no style attributes (the page's policy would complain), no conditional comments, no Office tags. */
export function tidyHtml(html: string): string {
  const plain = wholeTable(fragment(html))
    .replace(/\u000b/g, "<br>")
    .replace(/<!(?:--)?\[if !supportLists\](?:--)?>([\s\S]*?)<!(?:--)?\[endif\](?:--)?>/gi, (_whole, mark: string) => `${mark.replace(/<[^>]+>/g, "")} `)
    .replace(/<!--\[if [^\]]*\]>[\s\S]*?<!\[endif\]-->/gi, "")
    .replace(/<!--[\s\S]*?-->|<!\[[^\]]*\]>/g, "")
    .replace(/<(style|script|xml|title|head)\b[\s\S]*?<\/\1>/gi, "")
    .replace(/<\/?(?:meta|link|o:p|w:[a-z]+|m:[a-z]+|v:[a-z]+|st1:[a-z]+)\b[^>]*>/gi, "");
  return withoutStyles(wordLists(marksFromStyles(plain)));
}

/** What was copied, without the page around it. */
export function fragment(html: string): string {
  return /<!--StartFragment-->([\s\S]*?)<!--EndFragment-->/i.exec(html)?.[1] ?? html;
}

/** Excel writes its marks inside the table: rows without a table would run together. */
function wholeTable(body: string): string {
  return /^\s*<(?:col|colgroup|tr|tbody|thead)\b/i.test(body) ? `<table>${body}</table>` : body;
}

/** The text has something of Word in it. */
export function isFromWord(html: string): boolean {
  return /class="?Mso|urn:schemas-microsoft-com:office|mso-/i.test(html);
}

const PARAGRAPH = /<p\b([^>]*)>([\s\S]*?)<\/p>/gi;

/** Runs of `MsoListParagraph` paragraphs become one list; numbered when their mark is a number or a letter. */
function wordLists(html: string): string {
  let items: string[] = [];
  let numbered = false;
  let made = "";
  let last = 0;
  const close = (): string => {
    const tag = numbered ? "ol" : "ul";
    const list = items.length > 0 ? `<${tag}>${items.map((item) => `<li><p>${item}</p></li>`).join("")}</${tag}>` : "";
    items = [];
    return list;
  };
  for (const match of html.matchAll(PARAGRAPH)) {
    const between = html.slice(last, match.index);
    last = match.index + match[0].length;
    const isItem = /mso-list:|MsoListParagraph/i.test(match[1] ?? "") && listMark(match[2] ?? "") !== null;
    if (!isItem || between.trim() !== "") {
      made += close();
    }
    if (isItem) {
      const { mark, text } = listMark(match[2] ?? "") ?? { mark: "", text: "" };
      numbered = items.length === 0 ? /^[0-9a-z]+[.)]$/i.test(mark) : numbered;
      made += between.trim() === "" ? "" : between;
      items.push(text);
    } else {
      made += between + match[0];
    }
  }
  return made + close() + html.slice(last);
}

/** The bullet or number in front of a list paragraph, and the text after it. */
function listMark(inner: string): { mark: string; text: string } | null {
  const bare = inner.replace(/&nbsp;|\u00a0/g, " ");
  const match = /^((?:\s|<[^>]+>)*)(·|•|-|–|o|§|Ø|[0-9]{1,3}[.)]|[a-z][.)])((?:\s|<\/?span[^>]*>)+)/i.exec(bare);
  if (!match) {
    return inner.trim() === "" ? null : { mark: "", text: bare.trim() };
  }
  return { mark: match[2] ?? "", text: bare.slice(match[0].length).replace(/^(?:<\/span>)+/i, "").trim() };
}

/** `font-weight: bold` and the like become tags before the styles go. */
function marksFromStyles(html: string): string {
  const unbold = /<(b|strong)\b[^>]*(?:font-weight:\s*(?:normal|[1-4]00)|docs-internal-guid)[^>]*>([\s\S]*)<\/\1>/i; // Google Docs wraps everything
  return html.replace(unbold, "$2").replace(/<span\b([^>]*)>((?:(?!<span\b)[\s\S])*?)<\/span>/gi, (whole, attributes: string, inner: string) => {
    const style = /style\s*=\s*("[^"]*"|'[^']*')/i.exec(attributes)?.[1]?.toLowerCase() ?? "";
    if (/mso-list:\s*ignore/.test(style)) {
      return inner;
    }
    const tags = [
      /font-weight:\s*(?:bold|[6-9]00)/.test(style) ? "strong" : "",
      /font-style:\s*italic/.test(style) ? "em" : "",
      /text-decoration[^;"]*underline/.test(style) ? "u" : "",
      /vertical-align:\s*super/.test(style) ? "sup" : "",
      /vertical-align:\s*sub/.test(style) ? "sub" : "",
    ].filter((tag) => tag !== "");
    return tags.reduce((made, tag) => `<${tag}>${made}</${tag}>`, style === "" && tags.length === 0 ? whole.replace(/^<span[^>]*>|<\/span>$/gi, "") : inner);
  });
}

function withoutStyles(html: string): string {
  return html.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\s(?:style|class|lang|width|height|align|bgcolor|on[a-z]+)\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, ""));
}

/** Options pasted as one text ("A. 1  B. 2" or a line each) as their texts; null when it is no such list. */
export function splitOptions(text: string): string[] | null {
  const lines = text.replace(/\r\n?/g, "\n").replace(/\u00a0/g, " ");
  const parts = [...lines.matchAll(/(?:^|\s)([A-H])[.)]\s+([\s\S]*?)(?=\s+[A-H][.)]\s|$)/g)];
  const letters = parts.map((part) => part[1] ?? "");
  const inOrder = letters.every((letter, index) => letter === "ABCDEFGH"[index]);
  return parts.length >= 2 && inOrder && lines.trim().startsWith("A") ? parts.map((part) => (part[2] ?? "").replace(/\s+/g, " ").trim()) : null;
}

// Between the author's source (HTML with `$…$`) and the document of the editor.

import { DOMParser as ProseParser, DOMSerializer, Fragment, type Node } from "prosemirror-model";

import { schema } from "./schema";
import { keepLessThan } from "./less-than";

const parser = ProseParser.fromSchema(schema);
const serializer = DOMSerializer.fromSchema(schema);

export function docOf(source: string): Node {
  const page = new DOMParser().parseFromString(`<body>${keepLessThan(source)}`, "text/html");
  return parser.parse(page.body);
}

/** One paragraph without its tag, several with theirs, nothing for an empty text. */
export function sourceOf(doc: Node): string {
  const page = document.implementation.createHTMLDocument("");
  const box = page.createElement("div");
  if (isBlank(doc)) {
    return "";
  }
  const only = doc.childCount === 1 && doc.firstChild?.type === schema.nodes.paragraph ? doc.firstChild : null;
  serializer.serializeFragment((only ?? trimmed(doc)).content, { document: page }, box);
  box.querySelectorAll("img").forEach((image) => image.removeAttribute("src"));
  return box.innerHTML;
}

function isBlank(doc: Node): boolean {
  let something = doc.textContent.trim() !== "";
  doc.descendants((node) => {
    something ||= node.type === schema.nodes.picture || node.type === schema.nodes.table;
    return !something;
  });
  return !something;
}

/** Without the empty paragraphs at the end. */
function trimmed(doc: Node): Node {
  let end = doc.childCount;
  while (end > 1 && doc.child(end - 1).type === schema.nodes.paragraph && doc.child(end - 1).content.size === 0) {
    end -= 1;
  }
  return end === doc.childCount ? doc : doc.copy(Fragment.from(doc.content.content.slice(0, end)));
}

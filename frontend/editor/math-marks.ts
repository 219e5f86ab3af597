// Formulas in a field are plain text between dollar signs; they are set apart, and one that is not closed is shown.

import { type Node } from "prosemirror-model";
import { Plugin } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";

import { formulaSpans } from "./formulas";

export function mathMarks(): Plugin<DecorationSet> {
  return new Plugin<DecorationSet>({
    state: {
      init: (_config, state) => marksOf(state.doc),
      apply: (change, marks) => (change.docChanged ? marksOf(change.doc) : marks),
    },
    props: {
      decorations(state) {
        return this.getState(state);
      },
    },
  });
}

function marksOf(doc: Node): DecorationSet {
  const found: Decoration[] = [];
  doc.descendants((node, at) => {
    if (!node.isTextblock || node.type.spec.code) {
      return true;
    }
    const text = node.textBetween(0, node.content.size, "\n", "\ufffc");
    for (const span of formulaSpans(text)) {
      const css = span.open ? "latex latex--open" : "latex";
      found.push(Decoration.inline(at + 1 + span.from, at + 1 + span.to, { class: css, spellcheck: "false" }));
    }
    return false;
  });
  return DecorationSet.create(doc, found);
}

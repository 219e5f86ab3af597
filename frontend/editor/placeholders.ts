// While a picture travels, its place in the text is held by a line of words with the progress; one that has arrived and is
// not drawn yet is marked, so that it is shown anew when the server has news of it.

import type { Node } from "prosemirror-model";
import { Plugin, PluginKey, type EditorState } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";

import { shownOf } from "./picture-view";
import { schema } from "./schema";

type Change = { add: object; at: number; element: HTMLElement } | { remove: object } | "news";

const key = new PluginKey<DecorationSet>("pictures-on-their-way");

export function placeholders(): Plugin<DecorationSet> {
  return new Plugin<DecorationSet>({
    key,
    state: {
      init: () => DecorationSet.empty,
      apply(change, before) {
        let marks = before.map(change.mapping, change.doc);
        const what = change.getMeta(key) as Change | undefined;
        if (what === "news") {
          return marks;
        }
        if (what && "add" in what) {
          marks = marks.add(change.doc, [Decoration.widget(what.at, what.element, { id: what.add })]);
        } else if (what) {
          marks = marks.remove(marks.find(undefined, undefined, (spec) => spec.id === what.remove));
        }
        return marks;
      },
    },
    props: {
      decorations(state) {
        return key.getState(state)?.add(state.doc, unready(state.doc));
      },
    },
  });
}

export function hold(state: EditorState, id: object, at: number, element: HTMLElement): EditorState["tr"] {
  return state.tr.setMeta(key, { add: id, at, element } satisfies Change);
}

export function release(state: EditorState, id: object): EditorState["tr"] {
  return state.tr.setMeta(key, { remove: id } satisfies Change);
}

/** Where the place is now, null when its surroundings were deleted. */
export function placeOf(state: EditorState, id: object): number | null {
  return key.getState(state)?.find(undefined, undefined, (spec) => spec.id === id)[0]?.from ?? null;
}

/** Something has become of a picture: look at all of them anew. */
export function renew(state: EditorState): EditorState["tr"] {
  return state.tr.setMeta(key, "news" satisfies Change);
}

/** Whether the text shows this picture. */
export function shows(doc: Node, id: string): boolean {
  let found = false;
  doc.descendants((node) => {
    found ||= node.type === schema.nodes.picture && node.attrs.id === id;
    return !found;
  });
  return found;
}

function unready(doc: Node): Decoration[] {
  const marks: Decoration[] = [];
  doc.descendants((node, at) => {
    const shown = node.type === schema.nodes.picture ? shownOf(String(node.attrs.id)) : "";
    if (shown) {
      marks.push(Decoration.node(at, at + node.nodeSize, {}, { shown }));
    }
  });
  return marks;
}

// While a picture travels, its place in the text is held by a line of words with the progress.

import { Plugin, PluginKey, type EditorState } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";

type Change = { add: object; at: number; element: HTMLElement } | { remove: object };

const key = new PluginKey<DecorationSet>("pictures-on-their-way");

export function placeholders(): Plugin<DecorationSet> {
  return new Plugin<DecorationSet>({
    key,
    state: {
      init: () => DecorationSet.empty,
      apply(change, before) {
        let marks = before.map(change.mapping, change.doc);
        const what = change.getMeta(key) as Change | undefined;
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
        return key.getState(state);
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

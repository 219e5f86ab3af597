// How the component of a question type looks from outside. One file per component in components/, named as the type's
// render() names it; the bundler takes every file there, so a new type adds exactly one file and registers nothing.
//
//   // components/ordering.ts
//   export const draw: Draw = (sheet) => { … return { element, show, flush } };
//   export const isWhole = (properties, value) => …;   // optional: false while an answer has missing parts

import type { Json } from "./protocol";
import { fallback } from "./fallback";

/** take: answering; review: the pupil's answer, with right and wrong where the key is there; key: the key alone. */
export type Mode = "take" | "review" | "key";

/** What a component gets. */
export interface Sheet {
  readonly properties: Readonly<Record<string, Json>>;
  readonly value: Json;
  readonly mode: Mode;
  readonly name: string; // unique on the page: for ids and names of fields
  readonly labelledBy: string; // id of the heading of the question
  change(value: Json): void;
  /** Something is being typed that has not been handed over yet. */
  typing?(isTyping: boolean): void;
}

/** What a component gives back. `element` includes the stem. */
export interface Control {
  readonly element: HTMLElement;
  /** Show another value (cleared, or answered in another tab). */
  show(value: Json): void;
  /** Hand over what is still being typed. */
  flush?(): void;
}

export type Draw = (sheet: Sheet) => Control;

export interface Kind {
  readonly draw: Draw;
  readonly isWhole?: (properties: Sheet["properties"], value: Json) => boolean;
}

const known = new Map<string, Kind>();

/** The component of that name, or one that shows the stem and says that this page cannot draw the rest. */
export async function component(name: string): Promise<Kind> {
  const found = known.get(name);
  if (found) {
    return found;
  }
  let kind: Kind = { draw: fallback };
  if (/^[a-z][a-z0-9-]*$/.test(name)) {
    try {
      kind = (await import("./components/" + name + ".ts")) as Kind;
    } catch {
      // Not in this bundle: an older page met a newer type.
    }
  }
  known.set(name, kind);
  return kind;
}

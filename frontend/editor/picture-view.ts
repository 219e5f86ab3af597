// How a picture stands in the text: itself, or words while the server draws it, or why it could not be taken.

import type { Node } from "prosemirror-model";
import type { EditorView, NodeView, NodeViewConstructor } from "prosemirror-view";

import { askState, Incoming, type Standing } from "./incoming";
import { schema } from "./schema";
import { say } from "./words";

let here: Incoming | null = null;

/** The pictures of this page that were not ready when it came, and those added since. */
export function incomingHere(): Incoming {
  return (here ??= begin());
}

function begin(): Incoming {
  const template = document.querySelector<HTMLElement>("question-editor")?.dataset.pictureState ?? "";
  const incoming = new Incoming((id) => askState(template, id), {
    set: (work, wait) => window.setTimeout(work, wait),
    clear: (timer) => window.clearTimeout(timer),
  });
  const known = JSON.parse(document.getElementById("editor-pictures")?.textContent ?? "{}") as Record<string, Standing>;
  Object.values(known).forEach((standing) => incoming.add(standing));
  const hurry = (): void => void (document.visibilityState === "visible" && incoming.hurry());
  window.addEventListener("online", hurry);
  window.addEventListener("pageshow", hurry);
  document.addEventListener("visibilitychange", hurry);
  return incoming;
}

/** What is shown of a picture now; "" once it is there. A change of it draws the picture anew. */
export function shownOf(id: string): string {
  const state = incomingHere().standing(id)?.state ?? "ready";
  return state === "ready" ? "" : state + (incomingHere().isSlow(id) ? "-slow" : "");
}

/** `again`: send the file of a refused picture once more, in its place. */
export function pictureViews(again: (file: File, at: number) => void): NodeViewConstructor {
  return (node, view, getPos) => {
    const shown = shownOf(String(node.attrs.id));
    const image = document.createElement("img");
    const drop = (): number => dropped(view, getPos() ?? 0);
    const dom = shown === "" ? image : waitingOrRefused(node, (file) => again(file, drop()), drop);
    const name = (now: Node): void => void (image.alt = String(now.attrs.alt));
    image.dataset.picture = String(node.attrs.id);
    name(node);
    if (shown === "") {
      image.src = String((schema.nodes.picture!.spec.toDOM!(node) as [string, { src: string }])[1].src);
    }
    return {
      dom,
      update(now: Node): boolean {
        const isSame = now.type === node.type && now.attrs.id === node.attrs.id && shownOf(String(now.attrs.id)) === shown;
        if (isSame) {
          name(now);
        }
        return isSame;
      },
      stopEvent: (event) => event.target instanceof HTMLElement && event.target.closest("button") !== null,
      ignoreMutation: () => true,
    } satisfies NodeView;
  };
}

/** Words in the place of a picture, with what can be done about it. */
export function trouble(words: string, deeds: Record<string, () => void>): HTMLElement {
  const box = document.createElement("span");
  box.className = "rich__refused";
  box.contentEditable = "false";
  box.append(words);
  for (const [name, act] of Object.entries(deeds)) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--small";
    button.textContent = say(name);
    button.addEventListener("click", act);
    box.append(" ", button);
  }
  return box;
}

function waitingOrRefused(node: Node, again: (file: File) => void, drop: () => void): HTMLElement {
  const id = String(node.attrs.id);
  const standing = incomingHere().standing(id);
  if (standing?.state === "refused") {
    const file = incomingHere().file(id);
    const deeds: Record<string, () => void> = file ? { picture_again: () => again(file) } : {};
    const box = trouble(standing.error ?? say("picture_gone"), { ...deeds, picture_drop: drop });
    box.dataset.picture = id;
    return box;
  }
  const box = document.createElement("span");
  box.className = "rich__sending";
  box.dataset.picture = id;
  box.contentEditable = "false";
  box.textContent = say(incomingHere().isSlow(id) ? "picture_slow" : "picture_processing");
  return box;
}

/** Takes the picture at `at` out; where it stood. */
function dropped(view: EditorView, at: number): number {
  view.dispatch(view.state.tr.delete(at, at + 1));
  view.focus();
  return at;
}

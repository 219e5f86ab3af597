// Adding a picture to a text: it is sent, its place is held meanwhile; taken in, it stands in the text although it is still
// being drawn, so that a save, a reload or another window knows it. What could not be sent stays and can be tried again.

import { NodeSelection } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";

import { renewForms } from "../catalogue/session";
import { sendPicture, type Sent } from "./picture-sending";
import { incomingHere, trouble } from "./picture-view";
import { hold, placeOf, release } from "./placeholders";
import { schema } from "./schema";
import { say } from "./words";

export interface Host {
  view: EditorView;
  editor: HTMLElement | null;
  tell(words: string, isProblem?: boolean): void;
  /** The picture stands in the text and is chosen. */
  placed(): void;
}

export async function addPicture(host: Host, file: File, at: number): Promise<void> {
  const { view } = host;
  const mark = {};
  const box = document.createElement("span");
  box.className = "rich__sending";
  box.dataset.travelling = "";
  const show = (percent: number): void => void (box.textContent = say("picture_sending", { percent: String(percent) }));
  show(0);
  view.dispatch(hold(view.state, mark, at, box));
  const sent = await sendSignedIn(host, file, show);
  const place = placeOf(view.state, mark);
  view.dispatch(release(view.state, mark));
  if (place === null) {
    return; // its surroundings were deleted meanwhile
  }
  if (sent.id) {
    settle(host, { ...sent, id: sent.id }, file, place);
  } else if (sent.error) {
    host.tell(sent.error, true);
  } else {
    offerAgain(host, file, place, say(sent.isSignedOut ? "picture_signed_out" : "picture_failed"));
  }
}

/** With a fresh token, should the session have ended and begun again in another tab. */
async function sendSignedIn(host: Host, file: File, show: (percent: number) => void): Promise<Sent> {
  const url = host.editor?.dataset.pictures ?? "";
  const token = (): string => host.editor?.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
  const sent = await sendPicture(url, token(), file, show);
  if (!sent.isSignedOut || !(await renewForms().catch(() => false))) {
    return sent;
  }
  return sendPicture(url, token(), file, show);
}

function settle(host: Host, sent: Sent & { id: string }, file: File, place: number): void {
  const { view } = host;
  incomingHere().add({ id: sent.id, state: sent.state ?? "waiting", url: sent.url }, file);
  const change = view.state.tr.insert(place, schema.node("picture", { id: sent.id }));
  view.dispatch(change.setSelection(NodeSelection.create(change.doc, change.mapping.map(place, -1))));
  host.tell(say("picture_processing"));
  host.placed();
}

/** The file is still here: a button, or the line when it is back, sends it again. */
function offerAgain(host: Host, file: File, place: number, words: string): void {
  const { view } = host;
  const mark = {};
  const leave = (): number | null => {
    window.removeEventListener("online", again);
    const now = placeOf(view.state, mark);
    view.dispatch(release(view.state, mark));
    return now;
  };
  const again = (): void => {
    const now = leave();
    if (now !== null) {
      void addPicture(host, file, now);
    }
  };
  const box = trouble(words, { picture_again: again, picture_drop: leave });
  box.dataset.travelling = "";
  view.dispatch(hold(view.state, mark, place, box));
  window.addEventListener("online", again);
  host.tell(words, true);
}

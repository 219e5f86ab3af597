// The page before the hand-in: what has no answer yet, what was flagged, and one button.

import { button, make, shape } from "./dom";
import type { Package } from "./protocol";
import { SHAPES, type Progress } from "./status";
import { say } from "./words";

/** The review page; `open` shows a question by its rank, `handIn` asks for the confirmation. */
export function reviewPage(
  pages: Package,
  progress: (item: string) => Progress,
  isFlagged: (item: string) => boolean,
  open: (rank: number) => void,
  handIn: () => void,
): HTMLElement {
  const groups = [
    group("unanswered", say("review_unanswered"), (item) => progress(item) === "unanswered"),
    group("partly", say("review_partly"), (item) => progress(item) === "partly"),
    group("flagged", say("review_flagged"), isFlagged),
  ].filter((one) => one !== null);
  const done = groups.length === 0 ? make("p", { class: "review__done" }, say("review_all_answered")) : null;
  const send = button(say("hand_in"), "button--primary button--big", handIn);
  return make("section", { class: "review" }, make("h2", { tabindex: "-1" }, say("review_title")), done, ...groups, make("p", { class: "soft" }, say("review_note")), send);

  function group(state: Progress | "flagged", title: string, belongs: (item: string) => boolean): HTMLElement | null {
    const ranks = pages.order.flatMap((item, rank) => (belongs(item) ? [rank] : []));
    if (ranks.length === 0) {
      return null;
    }
    const links = ranks.map((rank) => {
      const number = pages.items[pages.order[rank]!]!.number;
      return make("li", {}, button(say("question_number", { number }), "", () => open(rank)));
    });
    const heading = make("h3", {}, shape(SHAPES[state]), ` ${title} (${ranks.length})`);
    return make("div", { class: "review__group" }, heading, make("ul", { class: "review__list" }, ...links));
  }
}

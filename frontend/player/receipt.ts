// After the hand-in: the code the pupil can show, and what still travels.

import { button, make, shape } from "./dom";
import { day, say, timeOfDay } from "./words";

export interface ReceiptFacts {
  readonly title: string;
  readonly name: string;
  readonly code: string;
  readonly at: string;
  readonly zone: string;
  readonly homeUrl: string;
  readonly pageUrl: string;
}

/** The receipt as a page, as the server draws it after a reload; `[data-waiting]` is for what has not arrived yet. */
export function receiptPage(facts: ReceiptFacts): HTMLElement {
  const moment = facts.at ? say("handed_in_at", { time: timeOfDay(facts.at, facts.zone), date: day(facts.at, facts.zone) }) : "";
  const links = make("div", { class: "buttons no-print" }, make("a", { class: "button button--primary", href: facts.pageUrl }, say("see_page")));
  if (facts.homeUrl) {
    links.append(make("a", { class: "button", href: facts.homeUrl }, say("leave")));
  }
  links.append(button(say("print"), "button--quiet", () => window.print()));
  const paper = make(
    "section",
    { class: "receipt" },
    make("h2", {}, shape("✓"), ` ${say("receipt_code")}`),
    make("p", { class: "receipt__code" }, facts.code),
    make("p", { class: "soft" }, [moment, say("receipt_note")].filter(Boolean).join(" ")),
  );
  return make(
    "div",
    { class: "stack" },
    make("h1", { tabindex: "-1" }, say("handed_in_done")),
    make("p", {}, [facts.title, facts.name].filter(Boolean).join(" · ")),
    paper,
    make("p", { class: "exam__notice exam__notice--warn", role: "status", "data-waiting": true, hidden: true }),
    links,
  );
}

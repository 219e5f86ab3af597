// Answers of a preview: they live as long as the page and are never sent.

import type { Desk } from "./paper";
import type { Json } from "./protocol";

/** A desk that forgets; `changed` redraws. */
export function previewDesk(changed: () => void): Desk {
  const answers: Record<string, Json> = {};
  return {
    answers,
    savedAt: {},
    outbox: { trouble: "" },
    whereIs: () => "preview",
    answer: (item, value) => {
      answers[item] = value;
      changed();
      return Promise.resolve();
    },
  };
}

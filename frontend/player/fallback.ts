// What stands in place of a component this page does not know: the question, and that it cannot be answered here.

import { make, rich } from "./dom";
import type { Draw } from "./kinds";
import { say } from "./words";

export const fallback: Draw = (sheet) => ({
  element: make("div", { class: "answer" }, rich(sheet.properties.stem), make("p", { class: "answer__note" }, say("unknown_type"))),
  show: () => undefined,
});

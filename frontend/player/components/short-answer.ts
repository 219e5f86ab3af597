// A number or a few words. Vietnamese input methods rewrite letters while they are typed: the field is read and never
// written meanwhile. What stands in it is on its way to the device within two seconds, a composed word too.

import { Pace, whenTyped } from "../../site/pace";
import { make, rich } from "../dom";
import type { Control, Draw, Sheet } from "../kinds";
import { records, solution, text, verdict } from "../marks";
import type { Json } from "../protocol";
import { say } from "../words";

export const draw: Draw = (sheet) => (sheet.mode === "take" ? field(sheet) : reading(sheet));

function field(sheet: Sheet): Control {
  const isNumber = sheet.properties.input === "number";
  const input = make("input", {
    type: "text",
    id: `${sheet.name}-text`,
    class: isNumber ? "short short--number" : "short",
    inputmode: isNumber ? keyboard(sheet) : "text",
    autocomplete: "off",
    autocorrect: "off",
    autocapitalize: "off",
    spellcheck: "false",
    enterkeyhint: "done",
    "aria-describedby": `${sheet.labelledBy} ${sheet.name}-how`,
  });
  input.value = text(sheet.value);
  let [composing, given] = [false, input.value];
  const hand = (): void => {
    pace.calm();
    sheet.typing?.(false);
    const written = cut(input.value, Number(sheet.properties.length) || 500);
    if (written !== given) {
      given = written;
      sheet.change(written.trim() === "" ? null : written);
    }
  };
  const pace = new Pace(hand);
  input.addEventListener("compositionstart", () => (composing = true));
  input.addEventListener("compositionend", () => (composing = false));
  whenTyped(input, () => {
    sheet.typing?.(true);
    pace.touch();
  });
  input.addEventListener("blur", hand);
  const label = make("label", { for: input.id, class: "answer__how" }, say("your_answer"));
  const suffix = text(sheet.properties.suffix);
  const line = make("div", { class: "short__line" }, input, suffix ? make("span", { class: "short__suffix" }, suffix) : null);
  const how = make("p", { id: `${sheet.name}-how`, class: "answer__note" }, isNumber ? say("number_hint") : "");
  return {
    element: make("div", { class: "answer" }, rich(sheet.properties.stem), make("div", { class: "short__field" }, label, line, how)),
    show: (value: Json) => {
      if (!composing && text(value) !== given) {
        given = input.value = text(value);
      }
    },
    flush: hand,
  };
}

/** iPhones' number pads have no minus sign: a field that may want one gets the whole keyboard there. */
function keyboard(sheet: Sheet): string {
  return /iPhone|iPad/.test(navigator.userAgent) && sheet.properties.signed !== false ? "text" : "decimal";
}

/** The first `length` letters as the server counts them (NFC code points). */
function cut(written: string, length: number): string {
  const letters = [...written.normalize("NFC")];
  return letters.length > length ? letters.slice(0, length).join("") : written;
}

function reading(sheet: Sheet): Control {
  const suffix = text(sheet.properties.suffix);
  const given = make("p", { class: "short__given" }, make("span", { class: "soft" }, `${say("answer_was")} `));
  const show = (value: Json): void => {
    given.replaceChildren(given.firstChild!, text(value) ? `${text(value)} ${suffix}`.trim() : say("no_answer"));
  };
  show(sheet.value);
  return {
    element: make(
      "div",
      { class: "answer" },
      rich(sheet.properties.stem),
      sheet.mode === "key" ? null : given,
      accepted(sheet, suffix),
      solution(sheet.properties.solution, sheet.mode),
    ),
    show,
  };
}

/** The accepted answers; whether a pupil's text matches one is for the server to say. */
function accepted(sheet: Sheet, suffix: string): HTMLElement | null {
  const all = records(sheet.properties.accepted);
  if (all.length === 0) {
    return null;
  }
  const items = all.map((one) => {
    const part = Number(text(one.fraction) || 1) < 1 ? verdict("partly") : null;
    return make("li", {}, `${text(one.value)} ${suffix}`.trim(), part ? " " : null, part);
  });
  return make("div", { class: "short__accepted" }, make("p", { class: "soft" }, say("accepted")), make("ul", {}, ...items));
}

// One of several options: full-width targets, one radio each.

import { make, rich } from "../dom";
import type { Draw, Sheet } from "../kinds";
import { record, records, solution, text, verdict, type Verdict } from "../marks";
import { say } from "../words";

export const draw: Draw = (sheet) => {
  const options = records(sheet.properties.options);
  const radios = new Map<string, HTMLInputElement>();
  const rows = options.map((option, rank) => {
    const id = text(option.id);
    const radio = make("input", { type: "radio", name: sheet.name, value: id, id: `${sheet.name}-${rank}`, disabled: sheet.mode !== "take" });
    radio.addEventListener("change", () => sheet.change(id));
    radios.set(id, radio);
    return row(sheet, id, radio, rich(option.html, "span"), "ABCDEFGH"[rank] ?? "");
  });
  const show = (value: unknown): void => radios.forEach((radio, id) => (radio.checked = id === value));
  show(sheet.mode === "key" ? best(sheet) : sheet.value);
  const legend = make("legend", { class: sheet.mode === "take" ? "answer__how" : "visually-hidden" }, say(sheet.mode === "take" ? "choose_one" : "options"));
  const choices = make("fieldset", { class: "options", "aria-describedby": sheet.labelledBy }, legend, ...rows);
  return {
    element: make("div", { class: "answer" }, rich(sheet.properties.stem), choices, solution(sheet.properties.solution, sheet.mode)),
    show,
  };
};

function row(sheet: Sheet, id: string, radio: HTMLInputElement, label: HTMLElement, letter: string): HTMLElement {
  const kind = judge(sheet, id);
  const marks = [sheet.mode === "review" && sheet.value === id ? make("span", { class: "chosen" }, say("chosen")) : null, verdict(kind)];
  const words = marks.some(Boolean) ? make("span", { class: "option__marks" }, ...marks) : null;
  const sign = make("span", { class: "option__letter" }, letter); // part of the name: an option may be a formula alone
  return make("label", { class: `option${kind ? ` option--${kind}` : ""}`, for: radio.id }, radio, sign, label, words);
}

/** What stands beside an option: of the chosen one whether it was right, of the right one that it was missed. */
function judge(sheet: Sheet, id: string): Verdict {
  const weights = sheet.properties.weights;
  if (sheet.mode === "take" || weights === undefined) {
    return "";
  }
  const weight = Number(text(record(weights)[id]) || 0);
  if (sheet.mode === "key") {
    return weight >= 1 ? "key" : weight > 0 ? "partly" : "";
  }
  if (sheet.value === id) {
    return weight >= 1 ? "right" : weight > 0 ? "partly" : "wrong";
  }
  return id === best(sheet) ? "missed" : "";
}

function best(sheet: Sheet): string {
  const entries = Object.entries(record(sheet.properties.weights)).map(([id, weight]) => [id, Number(text(weight))] as const);
  return entries.sort((a, b) => b[1] - a[1])[0]?.[0] ?? "";
}

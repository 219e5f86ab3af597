// Several statements, each true or false: two large targets under every statement.

import { make, rich } from "../dom";
import type { Draw, Kind, Sheet } from "../kinds";
import { record, records, solution, text, verdict, type Verdict } from "../marks";
import type { Json } from "../protocol";
import { say } from "../words";

export const draw: Draw = (sheet) => {
  const statements = records(sheet.properties.statements);
  const radios = new Map<string, readonly [HTMLInputElement, HTMLInputElement]>();
  const marked = (): Json => {
    const marks = [...radios].flatMap(([id, [yes, no]]) => (yes.checked || no.checked ? [[id, yes.checked] as const] : []));
    return marks.length > 0 ? Object.fromEntries(marks) : null;
  };
  const rows = statements.map((statement) => {
    const id = text(statement.id);
    const pair = [radio(sheet, id, true), radio(sheet, id, false)] as const;
    pair.forEach((one) => one.addEventListener("change", () => sheet.change(marked())));
    radios.set(id, pair);
    return row(sheet, id, text(statement.letter), rich(statement.html, "span"), pair);
  });
  const show = (value: Json): void => {
    const marks = record(value);
    radios.forEach(([yes, no], id) => {
      yes.checked = marks[id] === true;
      no.checked = marks[id] === false;
    });
  };
  show(sheet.mode === "key" ? (sheet.properties.answers ?? null) : sheet.value);
  const how = sheet.mode === "take" ? make("p", { class: "answer__how" }, say("choose_each")) : null;
  const list = make("div", { class: "statements" }, ...rows);
  return {
    element: make("div", { class: "answer" }, rich(sheet.properties.stem), how, list, solution(sheet.properties.solution, sheet.mode)),
    show,
  };
};

export const isWhole: Kind["isWhole"] = (properties, value) => records(properties.statements).every((one) => text(one.id) in record(value));

function radio(sheet: Sheet, id: string, value: boolean): HTMLInputElement {
  const name = `${sheet.name}-${id}`;
  return make("input", { type: "radio", name, id: `${name}-${value}`, value: String(value), disabled: sheet.mode !== "take" });
}

function row(sheet: Sheet, id: string, letter: string, label: HTMLElement, pair: readonly HTMLInputElement[]): HTMLElement {
  const kind = judge(sheet, id);
  const sides = pair.map((one) =>
    make("label", { class: "side", for: one.id }, one, make("span", {}, say(one.value === "true" ? "true" : "false"))),
  );
  const legend = make("legend", {}, make("span", { class: "statement__letter" }, `${letter}) `), label);
  const classes = `statement${kind === "right" || kind === "wrong" ? ` statement--${kind}` : ""}`;
  return make("fieldset", { class: classes, "aria-describedby": sheet.labelledBy }, legend, make("div", { class: "sides" }, ...sides), words(sheet, id, kind));
}

/** "✗ Chưa đúng · Đáp án: Sai" below a statement of a review. */
function words(sheet: Sheet, id: string, kind: Verdict): HTMLElement | null {
  if (kind === "") {
    return null;
  }
  const given = kind === "missed" ? make("span", { class: "soft" }, say("no_answer")) : verdict(kind);
  const right = kind === "right" ? null : make("span", {}, say(`right_is_${answerOf(sheet, id)}`));
  return make("p", { class: "option__marks" }, given, right);
}

function answerOf(sheet: Sheet, id: string): string {
  return String(record(sheet.properties.answers)[id] === true);
}

function judge(sheet: Sheet, id: string): Verdict {
  const answer = record(sheet.properties.answers)[id];
  if (sheet.mode !== "review" || typeof answer !== "boolean") {
    return "";
  }
  const mark = record(sheet.value)[id];
  return mark === answer ? "right" : mark === undefined || mark === null ? "missed" : "wrong";
}

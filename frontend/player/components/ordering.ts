// Items to be brought into order: two buttons beside each, so that a thumb, a key and a reader of the screen can do it alike.

import { make, rich } from "../dom";
import type { Draw, Kind, Sheet } from "../kinds";
import { records, solution, text, verdict } from "../marks";
import type { Json } from "../protocol";
import { say } from "../words";

export const draw: Draw = (sheet) => {
  const htmls = new Map(records(sheet.properties.items).map((item) => [text(item.id), item.html] as const));
  const list = make("ol", { class: "ordering", "aria-describedby": sheet.labelledBy });
  const spoken = make("p", { class: "visually-hidden", role: "status" });
  const keep = make("button", { type: "button", class: "button button--quiet" }, say("ordering_keep"));
  let order = orderOf(sheet.value, [...htmls.keys()]);

  const fill = (): void => list.replaceChildren(...order.map((id, rank) => row(sheet, id, rank, order.length, rich(htmls.get(id), "span"), step)));
  const give = (): void => {
    keep.hidden = true;
    sheet.change([...order]);
  };
  const step = (id: string, by: number): void => {
    const rank = order.indexOf(id);
    const next = rank + by;
    if (next < 0 || next >= order.length) {
      return;
    }
    order.splice(next, 0, ...order.splice(rank, 1));
    fill();
    const moved = list.children[next];
    const button = moved?.querySelector<HTMLButtonElement>(by < 0 ? "[data-step='-1']:enabled" : "[data-step='1']:enabled");
    (button ?? moved?.querySelector<HTMLButtonElement>("button:enabled"))?.focus();
    spoken.textContent = say("ordering_moved", { place: String(next + 1), count: String(order.length) });
    give();
  };
  const show = (value: Json): void => {
    order = orderOf(value, [...htmls.keys()]);
    keep.hidden = sheet.mode !== "take" || isOrder(value);
    fill();
  };
  keep.addEventListener("click", give);
  show(sheet.mode === "key" ? (sheet.properties.sequence ?? null) : sheet.value);
  const how = sheet.mode === "take" ? make("p", { class: "answer__how" }, say("ordering_how")) : null;
  return {
    element: make("div", { class: "answer" }, rich(sheet.properties.stem), how, list, keep, spoken, solution(sheet.properties.solution, sheet.mode)),
    show,
  };
};

export const isWhole: Kind["isWhole"] = (_properties, value) => isOrder(value);

function isOrder(value: Json): boolean {
  return Array.isArray(value) && value.length > 0;
}

/** The given ids first, whatever is missing behind them: nothing disappears from the page. */
export function orderOf(value: Json, ids: readonly string[]): string[] {
  const given = Array.isArray(value) ? value.filter((one): one is string => typeof one === "string" && ids.includes(one)) : [];
  const once = [...new Set(given)];
  return [...once, ...ids.filter((one) => !once.includes(one))];
}

function row(sheet: Sheet, id: string, rank: number, count: number, label: HTMLElement, step: (id: string, by: number) => void): HTMLElement {
  const place = make("span", { class: "option__letter" }, String(rank + 1));
  if (sheet.mode === "take") {
    const tools = make("span", { class: "ordering__tools" }, ...[-1, 1].map((by) => mover(id, rank, by, count, step)));
    return make("li", { class: "option ordering__item" }, place, label, tools);
  }
  const right = sheet.mode === "review" ? rightPlace(sheet, id) : null;
  const kind = right === null || !isOrder(sheet.value) ? "" : right === rank ? "right" : "wrong";
  const words = kind === "wrong" ? make("span", { class: "soft" }, say("ordering_right_place", { place: String(right! + 1) })) : null;
  const marks = kind ? make("span", { class: "option__marks" }, verdict(kind), words) : null;
  return make("li", { class: `option ordering__item${kind ? ` option--${kind}` : ""}` }, place, label, marks);
}

function mover(id: string, rank: number, by: number, count: number, step: (id: string, by: number) => void): HTMLButtonElement {
  const isEnd = by < 0 ? rank === 0 : rank === count - 1;
  const label = say(by < 0 ? "ordering_up" : "ordering_down", { place: String(rank + 1) });
  const attributes = { type: "button", class: "button button--icon", "aria-label": label, disabled: isEnd, "data-step": by };
  const button = make("button", attributes, make("span", { "aria-hidden": "true" }, by < 0 ? "▲" : "▼"));
  button.addEventListener("click", () => step(id, by));
  return button;
}

function rightPlace(sheet: Sheet, id: string): number | null {
  const sequence = sheet.properties.sequence;
  const found = Array.isArray(sequence) ? sequence.indexOf(id) : -1;
  return found < 0 ? null : found;
}

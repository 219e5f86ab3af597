// Choosing questions: how many are ticked, tick all, arrow keys from one box to the next.

import { say } from "./words";

export function startPicker(): void {
  const picker = document.querySelector<HTMLFormElement>("[data-picker]");
  if (!picker) {
    return;
  }
  const boxes = [...picker.querySelectorAll<HTMLInputElement>("input[name=chon]:enabled")];
  const count = (): void => {
    const ticked = boxes.filter((box) => box.checked).length;
    const place = picker.querySelector("[data-picked]");
    if (place) {
      place.textContent = ticked ? say("picked", { count: String(ticked) }) : "";
    }
  };
  picker.querySelector<HTMLElement>("[data-picker-all]")?.removeAttribute("hidden");
  picker.addEventListener("click", (event) => {
    const tick = (event.target as HTMLElement).closest<HTMLElement>("[data-tick]")?.dataset.tick;
    if (tick) {
      boxes.forEach((box) => (box.checked = tick === "all"));
      count();
    }
  });
  picker.addEventListener("change", count);
  picker.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const here = boxes.indexOf(event.target as HTMLInputElement);
    if (step && here >= 0) {
      event.preventDefault();
      boxes[here + step]?.focus();
    }
  });
  count();
}

// Moving questions by button and by hand: a row moves with its hidden field, and the order of those fields is what is
// saved. The buttons do the same without this script.

import { say } from "./words";

export function startOrder(form: HTMLFormElement, saveSoon: () => void): void {
  form.addEventListener("click", (event) => {
    const button = (event.target as HTMLElement).closest<HTMLElement>("[data-move]");
    const row = button?.closest<HTMLElement>("[data-slot]");
    if (button && row) {
      event.preventDefault();
      if (moveByStep(form, row, button.dataset.move === "up")) {
        settled(form, row, saveSoon);
      }
      button.focus();
    }
  });
  form.querySelectorAll<HTMLElement>("[data-handle]").forEach((handle) => {
    handle.hidden = false;
    const row = handle.closest<HTMLElement>("[data-slot]");
    // Only the handle starts a drag, so that words in the row can still be selected.
    handle.addEventListener("pointerdown", () => row?.setAttribute("draggable", "true"));
    handle.addEventListener("pointerup", () => row?.removeAttribute("draggable"));
  });
  startDragging(form, saveSoon);
}

function moveByStep(form: HTMLFormElement, row: HTMLElement, up: boolean): boolean {
  const neighbour = up ? row.previousElementSibling : row.nextElementSibling;
  if (neighbour) {
    up ? neighbour.before(row) : neighbour.after(row);
    return true;
  }
  const lists = [...form.querySelectorAll<HTMLElement>("[data-slots]")];
  const next = lists[lists.indexOf(row.parentElement as HTMLElement) + (up ? -1 : 1)];
  if (!next) {
    return false;
  }
  up ? next.append(row) : next.prepend(row);
  return true;
}

function settled(form: HTMLFormElement, row: HTMLElement, saveSoon: () => void): void {
  form.querySelectorAll("[data-number]").forEach((place, rank) => (place.textContent = String(rank + 1)));
  const status = form.querySelector<HTMLElement>("[data-saved]");
  if (status) {
    status.textContent = say("moved", { number: row.querySelector("[data-number]")?.textContent ?? "" });
  }
  saveSoon();
}

function startDragging(form: HTMLFormElement, saveSoon: () => void): void {
  let dragged: HTMLElement | null = null;
  form.addEventListener("dragstart", (event) => {
    dragged = (event.target as HTMLElement).closest<HTMLElement>("[data-slot]");
    dragged?.setAttribute("data-dragged", "");
    event.dataTransfer?.setData("text/plain", "");
  });
  form.addEventListener("dragover", (event) => {
    const place = dragged && placeOf(event);
    if (place) {
      event.preventDefault();
      clearMarks(form);
      place.target.dataset.drop = place.after ? "after" : "before";
    }
  });
  form.addEventListener("drop", (event) => {
    const place = dragged && placeOf(event);
    if (place && dragged) {
      event.preventDefault();
      drop(dragged, place);
      settled(form, dragged, saveSoon);
    }
  });
  form.addEventListener("dragend", () => {
    clearMarks(form);
    dragged?.removeAttribute("data-dragged");
    dragged?.removeAttribute("draggable");
    dragged = null;
  });
}

interface Place {
  target: HTMLElement;
  after: boolean;
}

/** The row under the pointer and on which side, or the list of a part that has none. */
function placeOf(event: DragEvent): Place | null {
  const over = event.target as HTMLElement;
  const row = over.closest<HTMLElement>("[data-slot]");
  if (row) {
    const box = row.getBoundingClientRect();
    return { target: row, after: event.clientY > box.top + box.height / 2 };
  }
  const list = over.closest("[data-part]")?.querySelector<HTMLElement>("[data-slots]");
  return list && list.children.length === 0 ? { target: list, after: true } : null;
}

function drop(row: HTMLElement, place: Place): void {
  if (place.target === row) {
    return;
  }
  if (place.target.matches("[data-slots]")) {
    place.target.append(row);
  } else {
    place.after ? place.target.after(row) : place.target.before(row);
  }
}

function clearMarks(form: HTMLFormElement): void {
  form.querySelectorAll("[data-drop]").forEach((marked) => marked.removeAttribute("data-drop"));
}

// Keys: `/` searches, `?` lists the keys, j and k move through a list, Escape closes what is open.

import { nextIndex } from "./moves";
import { isForTyping } from "./typing";

export function startKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      closeOpen();
      return;
    }
    if (isForTyping(event)) {
      return;
    }
    const acted = act(event.key);
    if (acted) {
      event.preventDefault();
    }
  });
  document.addEventListener("click", (event) => {
    const target = event.target as HTMLElement;
    document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]").forEach((menu) => {
      if (!menu.contains(target)) {
        menu.open = false;
      }
    });
    if (target.closest("[data-keys-close]")) {
      toggleKeyList(false);
    }
  });
}

function act(key: string): boolean {
  switch (key) {
    case "/":
      return focusSearch();
    case "?":
      return toggleKeyList();
    case "j":
      return move(1);
    case "k":
      return move(-1);
    default:
      return false;
  }
}

function focusSearch(): boolean {
  const fields = [...document.querySelectorAll<HTMLInputElement>("form[role=search] input[type=search]")];
  const field = fields.find((candidate) => candidate.offsetParent !== null);
  field?.focus();
  field?.select();
  return field !== undefined;
}

function toggleKeyList(show?: boolean): boolean {
  const list = document.querySelector<HTMLElement>("[data-keys]");
  if (!list) {
    return false;
  }
  list.hidden = show === undefined ? !list.hidden : !show;
  if (!list.hidden) {
    list.focus();
  }
  return true;
}

function move(step: number): boolean {
  const links = [...document.querySelectorAll<HTMLElement>("[data-list] [data-row-link]")];
  const now = links.indexOf(document.activeElement as HTMLElement);
  const current = now >= 0 ? now : links.findIndex((link) => link.getAttribute("aria-current") === "true");
  const next = links[nextIndex(current, step, links.length)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return next !== undefined;
}

function closeOpen(): void {
  toggleKeyList(false);
  document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]").forEach((menu) => {
    menu.open = false;
    menu.querySelector<HTMLElement>("summary")?.focus();
  });
  if (location.hash === "#filters") {
    location.hash = "#results";
  }
}

// The batch: each file that is ready becomes a card in the form, in the order of arrival, without a reload.

import { watchProposal } from "../site/forms";
import { renewForms } from "./session";

interface Started {
  cards?: string;
  ids?: string[];
  error?: string;
}

interface Dropzone extends HTMLElement {
  attached?: (id: string) => void;
  stalled?: (id: string) => void;
  cut?: (id: string) => void;
  refused?: (id: string, error: string) => void;
}

export function startBatch(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-start]");
  const list = document.querySelector<HTMLElement>("[data-cards]");
  if (!form || !list) {
    return;
  }
  let turn = Promise.resolve();
  const take = (event: Event): void => {
    const id = (event as CustomEvent<{ id: string }>).detail.id;
    // One at a time: two drafts made at once would only wait for each other in the database.
    turn = turn.then(() => start(form, list, id));
  };
  form.addEventListener("upload-ready", take);
  form.addEventListener("upload-waiting", take);
}

async function start(form: HTMLFormElement, list: HTMLElement, id: string): Promise<void> {
  const dropzone = form.querySelector<Dropzone>("upload-dropzone");
  try {
    const answer = await askForCards(form, id);
    if (!answer) {
      dropzone?.stalled?.(id);
    } else if (answer.cards) {
      put(list, answer.cards);
      dropzone?.attached?.(id);
      remember(answer.ids ?? []);
    } else if (answer.error) {
      dropzone?.refused?.(id, answer.error);
    }
  } catch {
    // The line was cut; the upload is safe, and asking twice gives the draft it became.
    dropzone?.cut?.(id);
  }
}

/** The server's answer, or nothing when nobody is signed in. */
async function askForCards(form: HTMLFormElement, id: string, again = false): Promise<Started | null> {
  const values = new FormData();
  values.append("uploads", id);
  values.append("csrfmiddlewaretoken", form.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "");
  const place = form.querySelector<HTMLSelectElement>("[name=place]");
  if (place) {
    values.append("place", place.value);
  }
  const response = await fetch(form.dataset.start ?? "", {
    method: "POST",
    body: values,
    headers: { Accept: "application/json" },
    redirect: "manual",
  });
  if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) {
    return !again && (await renewForms()) ? askForCards(form, id, true) : null;
  }
  return (await response.json()) as Started;
}

function put(list: HTMLElement, html: string): void {
  const made = new DOMParser().parseFromString(html, "text/html");
  for (const card of [...made.body.children]) {
    if (card.id && document.getElementById(card.id)) {
      continue;
    }
    list.append(card);
    card.querySelectorAll<HTMLElement>("[data-guess]").forEach(watchProposal);
  }
  list.closest("form")?.removeAttribute("hidden");
  list.parentElement?.querySelector(".send-all")?.removeAttribute("hidden");
}

/** The address names the drafts, so that a reload or the way back finds them. */
function remember(ids: string[]): void {
  const address = new URL(window.location.href);
  const known = address.searchParams.getAll("hl");
  ids.filter((id) => !known.includes(id)).forEach((id) => address.searchParams.append("hl", id));
  window.history.replaceState(null, "", address);
}

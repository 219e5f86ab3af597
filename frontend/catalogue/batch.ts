// The batch: each file that is ready becomes a card in the form, in the order of arrival, without a reload.

import { watchProposal } from "../site/forms";

interface Started {
  cards?: string;
  ids?: string[];
  error?: string;
}

interface Dropzone extends HTMLElement {
  attached?: (id: string) => void;
}

export function startBatch(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-start]");
  const list = document.querySelector<HTMLElement>("[data-cards]");
  if (!form || !list) {
    return;
  }
  let turn = Promise.resolve();
  form.addEventListener("upload-ready", (event) => {
    const id = (event as CustomEvent<{ id: string }>).detail.id;
    // One at a time: two drafts made at once would only wait for each other in the database.
    turn = turn.then(() => start(form, list, id));
  });
}

async function start(form: HTMLFormElement, list: HTMLElement, id: string): Promise<void> {
  const values = new FormData();
  values.append("uploads", id);
  values.append("csrfmiddlewaretoken", form.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "");
  const place = form.querySelector<HTMLSelectElement>("[name=place]");
  if (place) {
    values.append("place", place.value);
  }
  try {
    const response = await fetch(form.dataset.start ?? "", {
      method: "POST",
      body: values,
      headers: { Accept: "application/json" },
    });
    const answer = (await response.json()) as Started;
    if (answer.cards) {
      put(list, answer.cards);
      form.querySelector<Dropzone>("upload-dropzone")?.attached?.(id);
      remember(answer.ids ?? []);
    }
  } catch {
    // The upload is safe with the server; the page offers it again after a reload.
  }
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

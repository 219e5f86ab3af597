// Parts of a staff page that are asked for again and again: `data-again` holds the seconds, `data-from` the address.
//
// Who was signed out meanwhile, or may no longer look, gets that as a page, never inside the part; while nothing comes
// through, the page says that what it shows is old.

import { patiently } from "../site/patience";

const PATIENCE = 20_000;
const asking = new Set<HTMLElement>();

for (const part of document.querySelectorAll<HTMLElement>("[data-again]")) {
  const look = (): void => void (document.visibilityState === "visible" && renew(part));
  setInterval(look, Number(part.dataset.again) * 1000);
  document.addEventListener("visibilitychange", look);
}

async function renew(part: HTMLElement): Promise<void> {
  if (asking.has(part)) {
    return;
  }
  asking.add(part);
  const fresh = await patiently(PATIENCE, (signal) => ask(part.dataset.from ?? "", signal));
  asking.delete(part);
  for (const notice of document.querySelectorAll<HTMLElement>("[data-stale]")) {
    notice.hidden = fresh !== null;
  }
  if (fresh) {
    exchange(part, fresh);
  }
}

/** The part as the server draws it now; null while the server fails. */
async function ask(address: string, signal: AbortSignal): Promise<Document | null> {
  const answer = await fetch(address, { redirect: "manual", signal });
  if (answer.type === "opaqueredirect" || (answer.status >= 400 && answer.status < 500 && answer.status !== 429)) {
    location.reload();
    return null;
  }
  return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
}

/** What was ticked stays ticked, also while the answer was on its way; the focus stays where it was. */
function exchange(part: HTMLElement, fresh: Document): void {
  const ticked = new Set([...part.querySelectorAll<HTMLInputElement>("input:checked")].map((input) => input.id));
  const focused = part.contains(document.activeElement) ? document.activeElement!.id : "";
  for (const input of fresh.querySelectorAll<HTMLInputElement>("input[id]")) {
    input.checked = ticked.has(input.id);
  }
  part.replaceChildren(...fresh.body.childNodes);
  if (focused) {
    document.getElementById(focused)?.focus({ preventScroll: true });
  }
  part.dispatchEvent(new CustomEvent("part-renewed", { bubbles: true }));
}

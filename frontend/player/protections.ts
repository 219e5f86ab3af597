// What this browser can do for the pupil's answers, said openly.

import { canSeal } from "./seal";

export type Gap = "no_storage" | "no_seal" | "no_offline";

/** The protections that are off here. Plain HTTP withholds encryption and the service worker; some windows keep nothing. */
export function gaps(keeps: boolean): readonly Gap[] {
  const found: Gap[] = [];
  if (!keeps) {
    found.push("no_storage");
  }
  if (!canSeal()) {
    found.push("no_seal");
  }
  if (!("serviceWorker" in navigator)) {
    found.push("no_offline");
  }
  return found;
}

/** Put the page's scripts where a reload without network finds them, as far as this browser allows it. */
export async function startWorker(): Promise<void> {
  if ("serviceWorker" in navigator) {
    await navigator.serviceWorker.register("/t/sw.js", { scope: "/t/" }).catch(() => undefined);
  }
}

// The questions: fetched sealed before the start, opened with the key that comes with it; in the clear where the browser
// withholds decryption.

import { patiently } from "../site/patience";
import type { Package } from "./protocol";
import { canSeal, keyOf, unseal } from "./seal";

const PATIENCE = 60_000; // a slow line, 300 kB
const LONGEST_DELAY = 120_000;
const MARGIN = 5_000;
const OPEN_DELAY = 3_000;

/** How long the lobby waits before it fetches: a class does not fetch in the same second. `opensIn` in milliseconds. */
export function preloadDelay(opensIn: number, random: number): number {
  return Math.round(random * (opensIn > 0 ? Math.max(0, Math.min(LONGEST_DELAY, opensIn - MARGIN)) : OPEN_DELAY));
}

export class Loader {
  private sealed: Promise<ArrayBuffer | null> | null = null;

  constructor(private readonly url: string) {}

  /** Fetch the sealed package, once; another call while it travels waits for the same. True when it is here. */
  async preload(): Promise<boolean> {
    this.sealed ??= patiently(PATIENCE, async (signal) => {
      const answer = await fetch(this.url, { signal, credentials: "same-origin" });
      return answer.ok ? answer.arrayBuffer() : null;
    });
    const here = (await this.sealed) !== null;
    this.sealed = here ? this.sealed : null;
    return here;
  }

  /** The questions, or null when they cannot be fetched now. */
  async open(formKey: string | null, plainUrl: string, token: string): Promise<Package | null> {
    if (canSeal() && formKey && this.url && (await this.preload())) {
      try {
        return (await unseal(await keyOf(formKey), (await this.sealed)!)) as Package;
      } catch {
        // Damaged on the way: ask for it in the clear.
      }
    }
    return plain(plainUrl, token);
  }
}

/** The package in the clear: for plain HTTP, and for the preview of a teacher. */
export async function plain(url: string, token = ""): Promise<Package | null> {
  const headers: Record<string, string> = token ? { "X-Attempt-Token": token } : {};
  return patiently(PATIENCE, async (signal) => {
    const answer = await fetch(url, { signal, headers, credentials: "same-origin", cache: "no-store" });
    return answer.ok ? ((await answer.json()) as Package) : null;
  });
}

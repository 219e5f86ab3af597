// When something typed is saved: a moment after the last input, and never later than a moment after the first one.
// Composing keyboards (Telex, ibus, Gboard) may keep a word open for as long as a person looks at it: what stands on the
// screen counts, composed or not, so nothing here asks whether a word is being composed.

export const PAUSE = 800;
export const AT_LATEST = 1_500;

/** Calls `work` once things have been still for a pause, or have been moving for too long. */
export class Pace {
  private timer = 0;
  private since = 0;

  constructor(
    private readonly work: () => void,
    private readonly pause = PAUSE,
    private readonly atLatest = AT_LATEST,
  ) {}

  /** Something was typed. */
  touch(): void {
    const now = performance.now();
    this.since ||= now;
    window.clearTimeout(this.timer);
    const wait = Math.min(this.pause, Math.max(0, this.since + this.atLatest - now));
    this.timer = window.setTimeout(() => this.now(), wait);
  }

  /** It is being saved by other means, or was. */
  calm(): void {
    window.clearTimeout(this.timer);
    this.since = 0;
  }

  /** Something waits for its moment. */
  get isWaiting(): boolean {
    return this.since !== 0;
  }

  now(): void {
    this.calm();
    this.work();
  }
}

/**
 * Everything typed into or chosen in `place`, in every way a browser tells of it. The end of a composition is told once
 * more when whoever listens first (an editor with a state of its own) has taken it in.
 */
export function whenTyped(place: EventTarget, heard: (event: Event) => void): void {
  for (const type of ["input", "change", "compositionupdate"]) {
    place.addEventListener(type, heard);
  }
  place.addEventListener("compositionend", (event) => window.setTimeout(() => heard(event), SETTLED));
}

const SETTLED = 60; // ProseMirror reads a composition 20 ms after its end

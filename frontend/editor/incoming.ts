// Pictures on their way: the server draws them anew by a job, and this asks until each is there, more and more calmly.

export type State = "waiting" | "ready" | "refused";

/** What the server says of a picture. */
export interface Standing {
  id: string;
  state: State;
  url?: string;
  error?: string;
}

/** An answer, or why there was none. */
export type Heard = Standing | "cut" | "signed-out" | "gone";

export interface Clock {
  set(work: () => void, milliseconds: number): number;
  clear(timer: number): void;
}

export const DELAYS = [350, 500, 750, 1_000, 1_500, 2_000, 3_000, 5_000];
export const LONGEST = 15_000;
export const SLOW_AFTER = 8; // questions without an answer: the person is told to go on writing

/** How long to wait before the next question; without a line or a session nothing is gained by hurry. */
export function delay(asked: number): number {
  return DELAYS[asked] ?? LONGEST;
}

interface Watch {
  standing: Standing;
  asked: number;
  timer: number;
  isAsking: boolean;
  file?: File;
}

/** Everything the page knows of pictures that were not ready when it heard of them. */
export class Incoming extends EventTarget {
  private readonly watches = new Map<string, Watch>();

  constructor(
    private readonly ask: (id: string) => Promise<Heard>,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** A picture that the server has taken in; `file`: what was sent, for sending it again. */
  add(standing: Standing, file?: File): void {
    if (this.watches.has(standing.id)) {
      return;
    }
    this.watches.set(standing.id, { standing, asked: 0, timer: 0, isAsking: false, file });
    if (standing.state === "waiting") {
      this.later(standing.id);
    }
  }

  /** Undefined for pictures that were ready from the beginning. */
  standing(id: string): Standing | undefined {
    return this.watches.get(id)?.standing;
  }

  isSlow(id: string): boolean {
    return (this.watches.get(id)?.asked ?? 0) >= SLOW_AFTER;
  }

  file(id: string): File | undefined {
    return this.watches.get(id)?.file;
  }

  /** The line is back, or somebody looks at the page again: ask for all of them now. */
  hurry(): void {
    for (const [id, watch] of this.watches) {
      if (watch.standing.state === "waiting" && !watch.isAsking) {
        this.clock.clear(watch.timer);
        void this.look(id);
      }
    }
  }

  private later(id: string): void {
    const watch = this.watches.get(id)!;
    watch.timer = this.clock.set(() => void this.look(id), delay(watch.asked));
  }

  private async look(id: string): Promise<void> {
    const watch = this.watches.get(id)!;
    watch.isAsking = true;
    const heard = await this.ask(id);
    watch.isAsking = false;
    watch.asked += 1;
    if (heard === "gone") {
      watch.standing = { id, state: "refused" };
    } else if (typeof heard !== "string") {
      watch.standing = heard;
    }
    const { state } = watch.standing;
    if (state === "waiting") {
      this.later(id);
    } else if (state === "ready") {
      watch.file = undefined;
    }
    if (state !== "waiting" || watch.asked === SLOW_AFTER || heard === "signed-out") {
      this.dispatchEvent(Object.assign(new Event("told"), { id, heard }));
    }
  }
}

/** One question to the server. */
export async function askState(template: string, id: string): Promise<Heard> {
  try {
    const answer = await fetch(template.replace("__id__", encodeURIComponent(id)), {
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      redirect: "manual",
    });
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
      return "signed-out";
    }
    if (answer.status === 404) {
      return "gone";
    }
    return answer.ok ? ((await answer.json()) as Standing) : "cut";
  } catch {
    return "cut";
  }
}

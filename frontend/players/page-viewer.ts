// <page-viewer>: page pictures in a scrolling frame with a bar (previous, number, next) and jumps to #page=12.
// Markup inside: ol.sheets > li.sheet[data-ordinal] (id "page=12"), and [data-bar hidden] with
// [data-step="-1"], input[data-number], [data-step="1"].

import { parseAnchor } from "./anchors";

export class PageViewer extends HTMLElement {
  private sheets: HTMLElement[] = [];
  private field: HTMLInputElement | null = null;

  connectedCallback(): void {
    this.sheets = [...this.querySelectorAll<HTMLElement>(".sheet")];
    this.field = this.querySelector<HTMLInputElement>("[data-number]");
    this.querySelector("[data-bar]")?.removeAttribute("hidden");
    this.addEventListener("click", (event) => {
      const step = (event.target as HTMLElement).closest<HTMLElement>("[data-step]")?.dataset.step;
      if (step) {
        this.show(this.current + Number(step));
      }
    });
    this.field?.addEventListener("change", () => this.show(Number(this.field?.value)));
    this.addEventListener("keydown", (event) => this.pressed(event));
    window.addEventListener("hashchange", this.follow);
    this.querySelectorAll<HTMLImageElement>(".sheet img").forEach(askAgainUntilDrawn);
    this.watchScrolling();
    this.follow();
  }

  disconnectedCallback(): void {
    window.removeEventListener("hashchange", this.follow);
  }

  get current(): number {
    return Number(this.sheets.find((sheet) => sheet.hasAttribute("data-current"))?.dataset.ordinal ?? 1);
  }

  private follow = (): void => {
    const anchor = parseAnchor(location.hash);
    if (anchor && (anchor.kind === "page" || anchor.kind === "slide")) {
      this.show(anchor.value, "instant");
      this.sheets.forEach((sheet) => sheet.toggleAttribute("data-sought", sheet.hasAttribute("data-current")));
      this.scrollIntoView({ block: "nearest" });
    }
  };

  /** Bring a page into the frame; numbers outside are clipped. */
  show(ordinal: number, behavior: ScrollBehavior = "auto"): void {
    const sheet = nearest(this.sheets, ordinal);
    const frame = sheet?.parentElement;
    if (!sheet || !frame) {
      return;
    }
    this.mark(sheet);
    const top = sheet.getBoundingClientRect().top - frame.getBoundingClientRect().top - 12;
    frame.scrollBy({ top, behavior });
  }

  private mark(sheet: HTMLElement): void {
    this.sheets.forEach((other) => other.toggleAttribute("data-current", other === sheet));
    if (this.field && document.activeElement !== this.field) {
      this.field.value = sheet.dataset.ordinal ?? "";
    }
  }

  private pressed(event: KeyboardEvent): void {
    const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -1, PageDown: 1 };
    const step = steps[event.key];
    if (step === undefined || event.target === this.field || event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    event.preventDefault();
    this.show(this.current + step);
  }

  /** The number in the bar follows what is seen. */
  private watchScrolling(): void {
    const frame = this.querySelector(".sheets");
    if (!frame) {
      return;
    }
    const seen = new IntersectionObserver(
      (entries) => {
        const middle = entries.find((entry) => entry.isIntersecting);
        if (middle) {
          this.mark(middle.target as HTMLElement);
        }
      },
      { root: frame, rootMargin: "-45% 0px -50% 0px" },
    );
    this.sheets.forEach((sheet) => seen.observe(sheet));
  }
}

/** The sheet of that number, or the nearest one. */
function nearest(sheets: HTMLElement[], ordinal: number): HTMLElement | undefined {
  const distance = (sheet: HTMLElement): number => Math.abs(Number(sheet.dataset.ordinal) - (Number.isFinite(ordinal) ? ordinal : 1));
  return [...sheets].sort((first, second) => distance(first) - distance(second))[0];
}

const LONGEST_WAIT_MS = 30_000;

/** A page without a picture is first a sheet that says so (status 202): ask now and then, and take the picture. */
function askAgainUntilDrawn(image: HTMLImageElement): void {
  const address = new URL(image.src, location.href);
  if (address.origin !== location.origin) {
    return; // a drawn page lies on the content host
  }
  const ask = async (wait: number): Promise<void> => {
    const status = await standing(address);
    if (status === "coming" && image.isConnected) {
      setTimeout(() => void ask(Math.min(wait * 2, LONGEST_WAIT_MS)), wait);
    } else if (status === "drawn" && wait > FIRST_WAIT_MS) {
      address.searchParams.set("ve", "1");
      image.src = address.href;
    }
  };
  const begin = (): void => void ask(FIRST_WAIT_MS);
  if (image.complete && image.naturalWidth > 0) {
    begin();
  } else {
    image.addEventListener("load", begin, { once: true });
  }
}

const FIRST_WAIT_MS = 2000;

async function standing(address: URL): Promise<"drawn" | "coming" | "failed"> {
  try {
    const answer = await fetch(address, { method: "HEAD", redirect: "manual" });
    if (answer.type === "opaqueredirect") {
      return "drawn";
    }
    return answer.status === 202 ? "coming" : "failed";
  } catch {
    return "coming"; // the line is gone for a moment
  }
}

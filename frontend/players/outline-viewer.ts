// <outline-viewer>: slides as an outline; marks and shows the slide that the address names (#slide=3).

import { parseAnchor } from "./anchors";

export class OutlineViewer extends HTMLElement {
  connectedCallback(): void {
    window.addEventListener("hashchange", this.follow);
    this.follow();
  }

  disconnectedCallback(): void {
    window.removeEventListener("hashchange", this.follow);
  }

  private follow = (): void => {
    const anchor = parseAnchor(location.hash);
    if (!anchor || (anchor.kind !== "slide" && anchor.kind !== "page" && anchor.kind !== "section")) {
      return;
    }
    const items = [...this.querySelectorAll<HTMLElement>("[data-ordinal]")];
    items.forEach((item) => item.toggleAttribute("data-current", Number(item.dataset.ordinal) === anchor.value));
    items.find((item) => item.hasAttribute("data-current"))?.scrollIntoView({ block: "nearest" });
  };
}

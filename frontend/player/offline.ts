// <hoc-offline>: what a reload without network shows. The rows are on the device, sealed; the key comes from school at resume.

import { button, make } from "./dom";
import { patiently } from "../site/patience";
import { Store } from "./store";
import { say } from "./words";

const LOOK = 5_000;

export class HocOffline extends HTMLElement {
  // "" when somebody opened the page by its own address: then there is nothing to go back to.
  private readonly attempt = /\/t\/([0-9a-f-]{36})\//.exec(location.pathname)?.[1] ?? "";

  connectedCallback(): void {
    void this.draw();
    if (this.attempt) {
      window.addEventListener("online", () => void this.look());
      window.setInterval(() => void this.look(), LOOK);
    }
  }

  private async draw(): Promise<void> {
    const isKept = this.attempt && typeof indexedDB !== "undefined";
    const count = isKept ? await (await Store.open(this.attempt, indexedDB)).count() : 0;
    this.replaceChildren(
      make("h1", {}, say("offline_title")),
      make("p", { role: "status" }, count > 0 ? say("offline_kept", { count }) : say("offline_none")),
      make("p", { class: "soft" }, say("offline_waits")),
      make("p", {}, button(say("try_again"), "button--primary", () => void this.look())),
    );
  }

  /** Any answer of the server means that the line is back. */
  private async look(): Promise<void> {
    const isBack = await patiently(LOOK, async (signal) => (await fetch("/healthz", { signal, cache: "no-store" })).ok);
    if (isBack && this.attempt) {
      location.reload();
    } else if (isBack) {
      location.assign("/t/");
    }
  }
}

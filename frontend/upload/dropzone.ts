// <upload-dropzone>: files travel while people type. Without script it is a plain file field in the form.

import type { Upload } from "tus-js-client";

import { idOf, uploadUrl } from "./addresses";
import { inspection, SignedOut, unfinished } from "./api";
import { drawRow } from "./row";
import { after, idsToPost, isTravelling, pollDelay, toStart, type Happening, type Row, type Rows } from "./state";
import { send, type Route } from "./transfer";
import { objection, refusal, type Words } from "./words";

export class UploadDropzone extends HTMLElement {
  private rows: Rows = [];
  private files = new Map<string, File>();
  private transfers = new Map<string, Upload>();
  private polls = new Map<string, number>();
  private words: Words = {};
  private pendingSubmit: HTMLElement | null = null;
  private serial = 0;

  connectedCallback(): void {
    this.words = readWords();
    this.listenToChoices();
    this.listenToForm();
    window.addEventListener("online", this.goOn);
    window.addEventListener("beforeunload", this.holdPage);
    void unfinished(this.route.endpoint, this.route.token, this.route.purpose).then((uploads) => {
      this.happen({ type: "listed", uploads });
      this.rows.filter((row) => row.phase === "checking").forEach((row) => this.watch(row.key, 0));
      this.offerWaiting();
    });
  }

  disconnectedCallback(): void {
    window.removeEventListener("online", this.goOn);
    window.removeEventListener("beforeunload", this.holdPage);
    this.polls.forEach((timer) => window.clearTimeout(timer));
    this.transfers.forEach((transfer) => void transfer.abort());
  }

  get route(): Route {
    return {
      endpoint: this.getAttribute("endpoint") ?? "/tai-len/tep/",
      token: this.getAttribute("token") ?? "",
      csrf: this.closest("form")?.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "",
      purpose: this.getAttribute("purpose") ?? "",
      partBytes: Number(this.getAttribute("part-bytes")) || 5 * 1024 * 1024,
    };
  }

  /** Take files as if they had been dropped; also the door for tests. */
  take(files: Iterable<File>): void {
    const limit = Number(this.getAttribute("max-bytes")) || Number.MAX_SAFE_INTEGER;
    for (const file of files) {
      this.serial += 1;
      const key = `file-${this.serial}`;
      this.files.set(key, file);
      this.happen({ type: "chosen", key, name: file.name, size: file.size });
      const error = objection(file.size, limit, this.words, document.documentElement.lang);
      if (error) {
        this.happen({ type: "rejected", key, error });
      }
    }
    this.startNext();
  }

  /** The page has made something of this upload: its row is done with. */
  attached(id: string): void {
    this.rows.filter((row) => row.id === id).forEach((row) => this.happen({ type: "removed", key: row.key }));
  }

  /** The page could make nothing of it because nobody is signed in: "Try again" asks once more. */
  stalled(id: string): void {
    this.rows.filter((row) => row.id === id).forEach((row) => this.happen({ type: "signed-out", key: row.key }));
  }

  /** The page could make nothing of it because the line was cut: goes on by itself when it is back. */
  cut(id: string): void {
    this.rows.filter((row) => row.id === id).forEach((row) => this.happen({ type: "cut", key: row.key }));
    if (navigator.onLine) {
      window.setTimeout(this.goOn, 3000);
    }
  }

  /** The page could make nothing of it, and says why. */
  refused(id: string, error: string): void {
    this.rows.filter((row) => row.id === id).forEach((row) => this.happen({ type: "rejected", key: row.key, error }));
  }

  /** Files that were ready before a reload and of which nothing was made yet; the page may take them up now. */
  private offerWaiting(): void {
    if (document.readyState !== "complete") {
      window.addEventListener("load", () => this.offerWaiting(), { once: true });
      return;
    }
    this.rows
      .filter((row) => row.phase === "ready" && row.key.startsWith("server-"))
      .forEach((row) => this.dispatchEvent(new CustomEvent("upload-waiting", { bubbles: true, detail: { id: row.id } })));
  }

  private happen(event: Happening): void {
    this.rows = after(this.rows, event);
    this.draw(event.type !== "progressed");
  }

  private row(key: string): Row | undefined {
    return this.rows.find((row) => row.key === key);
  }

  private startNext(): void {
    toStart(this.rows).forEach((key) => void this.start(key));
  }

  private async start(key: string): Promise<void> {
    const file = this.files.get(key);
    const known = this.row(key)?.id ?? "";
    if (!file) {
      return;
    }
    this.happen({ type: "started", key });
    const listener = {
      progressed: (sent: number) => this.happen({ type: "progressed", key, sent }),
      arrived: (id: string, statusUrl: string) => this.arrived(key, id, statusUrl),
      stopped: (status: number, body: string) => this.stopped(key, status, body),
    };
    this.transfers.set(key, await send(file, this.route, listener, known));
  }

  private arrived(key: string, id: string, statusUrl: string): void {
    this.transfers.delete(key);
    this.happen({ type: "arrived", key, id, statusUrl });
    this.watch(key, 0);
    this.startNext();
  }

  private stopped(key: string, status: number, body: string): void {
    this.transfers.delete(key);
    if (status === 401 || status === 403) {
      this.happen({ type: "signed-out", key });
    } else if (status >= 400 && status < 500 && status !== 409 && status !== 423) {
      this.happen({ type: "rejected", key, error: refusal(body, this.words.refused ?? "") });
    } else {
      this.happen({ type: "cut", key });
    }
    this.startNext();
  }

  /** Ask the server how far it is with an arrived file, until it is ready or refused. */
  private watch(key: string, asked: number): void {
    const timer = window.setTimeout(() => void this.look(key, asked), pollDelay(asked));
    this.polls.set(key, timer);
  }

  private async look(key: string, asked: number): Promise<void> {
    const row = this.row(key);
    if (!row || row.phase !== "checking" || !row.statusUrl) {
      return;
    }
    try {
      const answer = await inspection(row.statusUrl, this.route.token);
      this.happen({ type: "inspected", key, answer });
    } catch (problem) {
      if (problem instanceof SignedOut) {
        this.happen({ type: "signed-out", key });
        return;
      }
    }
    const now = this.row(key);
    if (now?.phase === "ready") {
      this.dispatchEvent(new CustomEvent("upload-ready", { bubbles: true, detail: { id: now.id, proposals: now.proposals } }));
    } else if (now?.phase === "checking") {
      this.watch(key, asked + 1);
    }
  }

  private act(key: string, action: string): void {
    const row = this.row(key);
    if (!row) {
      return;
    }
    if (action === "pause") {
      void this.transfers.get(key)?.abort();
      this.transfers.delete(key);
      this.happen({ type: "paused", key });
      this.startNext();
    } else if (action === "remove") {
      this.discard(row);
    } else {
      this.happen({ type: "resumed", key });
      this.watch(key, 0);
      this.startNext();
    }
  }

  private discard(row: Row): void {
    const transfer = this.transfers.get(row.key);
    void transfer?.abort();
    const id = row.id || idOf(transfer?.url ?? "");
    if (id) {
      const { endpoint, token, csrf } = this.route;
      const headers = { "Tus-Resumable": "1.0.0", "Upload-Token": token, "X-CSRFToken": csrf };
      void fetch(uploadUrl(endpoint, id), { method: "DELETE", headers }).catch(() => undefined);
    }
    this.transfers.delete(row.key);
    this.files.delete(row.key);
    this.happen({ type: "removed", key: row.key });
    this.startNext();
  }

  private draw(announce: boolean): void {
    const list = this.querySelector<HTMLElement>("[data-upload-list]");
    const template = this.querySelector<HTMLTemplateElement>("[data-upload-row]");
    if (!list || !template) {
      return;
    }
    const signIn = this.getAttribute("sign-in-url") ?? "/";
    const wanted = this.rows.map((row) => drawRow(list, template, row, this.words, signIn));
    [...list.children].filter((item) => !wanted.includes(item as HTMLElement)).forEach((item) => item.remove());
    this.querySelector("[data-drop]")?.classList.toggle("drop--small", this.rows.length > 0);
    if (announce) {
      this.postIds();
      this.news();
      this.submitIfWaiting();
    }
  }

  /** Hidden inputs `uploads` in the form, one for each file that has arrived. */
  private postIds(): void {
    this.querySelectorAll("input[name=uploads]").forEach((input) => input.remove());
    for (const id of idsToPost(this.rows)) {
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = "uploads";
      input.value = id;
      this.append(input);
    }
  }

  private news(): void {
    const news = this.querySelector("[data-upload-news]");
    const settled = this.rows.filter((row) => row.phase === "ready" || row.phase === "rejected");
    const last = settled[settled.length - 1];
    if (news && last) {
      const text = `${last.name}: ${last.phase === "ready" ? (this.words.ready ?? "") : last.error}`;
      if (news.textContent !== text) {
        news.textContent = text;
      }
    }
  }

  private listenToChoices(): void {
    const input = this.querySelector<HTMLInputElement>("[data-upload-input]");
    const button = this.querySelector<HTMLButtonElement>("[data-upload-choose]");
    const drop = this.querySelector<HTMLElement>("[data-drop]");
    if (!input || !button || !drop) {
      return;
    }
    // With script the files travel at once; the field itself must not be posted a second time.
    input.removeAttribute("name");
    input.parentElement?.classList.add("visually-hidden");
    input.tabIndex = -1;
    button.hidden = false;
    button.addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      this.take([...(input.files ?? [])]);
      input.value = "";
    });
    for (const type of ["dragover", "dragleave", "drop"]) {
      this.addEventListener(type, (event) => {
        event.preventDefault();
        drop.classList.toggle("drop--over", type === "dragover");
      });
    }
    this.addEventListener("drop", (event) => this.take([...(event.dataTransfer?.files ?? [])]));
    this.addEventListener("click", (event) => {
      const pressed = (event.target as HTMLElement).closest<HTMLElement>("[data-action]");
      const key = pressed?.closest<HTMLElement>("[data-key]")?.dataset.key;
      if (pressed && key) {
        this.act(key, pressed.dataset.action ?? "");
      }
    });
  }

  /** Sending the form while files travel: it waits and goes by itself when the last one is there. */
  private listenToForm(): void {
    this.closest("form")?.addEventListener("submit", (event) => {
      if (!isTravelling(this.rows)) {
        return;
      }
      event.preventDefault();
      this.pendingSubmit = event.submitter;
      this.pendingSubmit?.setAttribute("aria-busy", "true");
      const news = this.querySelector("[data-upload-news]");
      if (news) {
        news.classList.remove("visually-hidden");
        news.textContent = this.words.form_waits ?? "";
      }
    });
  }

  private submitIfWaiting(): void {
    const submitter = this.pendingSubmit;
    if (!submitter || isTravelling(this.rows)) {
      return;
    }
    this.pendingSubmit = null;
    submitter.removeAttribute("aria-busy");
    if (this.rows.every((row) => row.phase === "checking" || row.phase === "ready")) {
      this.closest("form")?.requestSubmit(submitter);
    }
  }

  private goOn = (): void => {
    for (const row of this.rows.filter((one) => one.phase === "interrupted")) {
      this.happen({ type: "resumed", key: row.key });
      this.watch(row.key, 0);
    }
    this.startNext();
  };

  private holdPage = (event: BeforeUnloadEvent): void => {
    if (isTravelling(this.rows)) {
      event.preventDefault();
    }
  };
}

function readWords(): Words {
  try {
    return JSON.parse(document.getElementById("upload-words")?.textContent ?? "{}") as Words;
  } catch {
    return {};
  }
}

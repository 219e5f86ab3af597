// Requests to the server. Every call answers; a line that is cut answers with status 0.

import { patiently } from "../site/patience";
import type { HandedIn, Json, Receipt, Refusal, Row, Session } from "./protocol";

const PATIENCE = 20_000;
const KEEPALIVE_LIMIT = 60_000;

export interface Answer<T> {
  readonly status: number;
  readonly body: T | null; // with status 200
  readonly refusal: Refusal; // with every other
  readonly retryAfter: number | null; // seconds
}

export interface Line {
  start(client: string): Promise<Answer<Session>>;
  save(token: string, client: string, epoch: number, events: readonly Row[]): Promise<Answer<Receipt>>;
  handIn(token: string, client: string, epoch: number, claim: Claim, events: readonly Row[]): Promise<Answer<HandedIn>>;
}

export interface Claim {
  readonly key: string;
  readonly last: number;
  readonly aside: readonly number[];
}

export interface Addresses {
  readonly start: string;
  readonly save: string;
  readonly submit: string;
  readonly page: string; // read again for a fresh CSRF token after somebody signed in in another tab
  csrf: string;
}

export class HttpLine implements Line {
  constructor(private readonly at: Addresses) {}

  async start(client: string): Promise<Answer<Session>> {
    const first = await this.askStart(client);
    if (first.status !== 403 || !(await this.renewCsrf())) {
      return first;
    }
    return this.askStart(client);
  }

  save(token: string, client: string, epoch: number, events: readonly Row[]): Promise<Answer<Receipt>> {
    return post(this.at.save, { client_id: client, epoch, events: events as unknown as Json }, bearing(token));
  }

  handIn(token: string, client: string, epoch: number, claim: Claim, events: readonly Row[]): Promise<Answer<HandedIn>> {
    const body = { client_id: client, epoch, idempotency_key: claim.key, last_seq: claim.last, set_aside: claim.aside, events: events as unknown as Json };
    return post(this.at.submit, body, bearing(token));
  }

  private askStart(client: string): Promise<Answer<Session>> {
    return post(this.at.start, { client_id: client }, { headers: { "X-CSRFToken": this.at.csrf }, credentials: "same-origin" });
  }

  private async renewCsrf(): Promise<boolean> {
    try {
      const answer = await fetch(this.at.page, { credentials: "same-origin", redirect: "manual", cache: "no-store" });
      const page = answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
      const fresh = page?.querySelector<HTMLElement>("hoc-player")?.dataset.csrf ?? "";
      const isNew = fresh !== "" && fresh !== this.at.csrf;
      this.at.csrf = fresh || this.at.csrf;
      return isNew;
    } catch {
      return false;
    }
  }
}

/** A save needs no session: the token alone speaks for it. */
function bearing(token: string): RequestInit {
  return { headers: { "X-Attempt-Token": token }, credentials: "omit" };
}

async function post<T>(url: string, body: Json, by: RequestInit): Promise<Answer<T>> {
  const text = JSON.stringify(body);
  const init: RequestInit = {
    ...by,
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", ...(by.headers as Record<string, string>) },
    body: text,
    redirect: "manual",
    cache: "no-store",
    // What is sent while the page goes away still arrives.
    keepalive: document.visibilityState === "hidden" && text.length < KEEPALIVE_LIMIT,
  };
  const answer = await patiently(PATIENCE, async (signal) => read<T>(await fetch(url, { ...init, signal })));
  return answer ?? SILENCE;
}

/** A line that is cut. */
export const SILENCE: Answer<never> = { status: 0, body: null, refusal: {}, retryAfter: null };

async function read<T>(response: Response): Promise<Answer<T>> {
  const status = response.type === "opaqueredirect" ? 401 : response.status;
  const asked = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  const body = (await response.json().catch(() => null)) as unknown;
  const isObject = typeof body === "object" && body !== null;
  if (status === 200 && !isObject) {
    return SILENCE; // cut in the middle, or a stranger's page
  }
  return {
    status,
    body: status === 200 ? (body as T) : null,
    refusal: isObject ? (body as Refusal) : {},
    retryAfter: Number.isFinite(asked) ? asked : null,
  };
}

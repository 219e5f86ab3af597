// Questions to the server beside the transfer itself: what is unfinished, how far is the inspection.

import type { Inspected, Listed } from "./state";

export class SignedOut extends Error {}

/** Uploads of this person that are unfinished or not yet used; none when the server cannot say. */
export async function unfinished(endpoint: string, token: string, purpose: string): Promise<Listed[]> {
  try {
    const answer = await ask(`${endpoint}?purpose=${encodeURIComponent(purpose)}`, token);
    const body = (await answer.json()) as { uploads?: Listed[] };
    return body.uploads ?? [];
  } catch {
    return [];
  }
}

/** What the server says of an upload. Throws SignedOut when the session has lapsed, TypeError when the line is cut. */
export async function inspection(statusUrl: string, token: string): Promise<Inspected> {
  const answer = await ask(statusUrl, token);
  if (answer.status === 404 || answer.status === 410) {
    return { state: "rejected" };
  }
  if (!answer.ok) {
    throw new TypeError(`status ${answer.status}`);
  }
  return (await answer.json()) as Inspected;
}

async function ask(url: string, token: string): Promise<Response> {
  const answer = await fetch(url, {
    headers: { Accept: "application/json", "Upload-Token": token },
    credentials: "same-origin",
    redirect: "manual",
  });
  if (answer.status === 401 || answer.status === 403 || answer.type === "opaqueredirect") {
    throw new SignedOut();
  }
  return answer;
}

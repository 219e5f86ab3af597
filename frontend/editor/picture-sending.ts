// Sending a picture with its progress; the answer is its id, or a sentence that says why not.

import type { State } from "./incoming";

export interface Sent {
  id?: string;
  state?: State;
  url?: string;
  error?: string;
  /** Nobody is signed in any more, or the token of the page is stale. */
  isSignedOut?: boolean;
}

export function sendPicture(url: string, token: string, file: File, progress: (percent: number) => void): Promise<Sent> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("file", file, file.name || "picture.png");
    body.append("csrfmiddlewaretoken", token);
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => event.lengthComputable && progress(Math.round((event.loaded / event.total) * 100)));
    request.addEventListener("load", () => resolve(answerOf(request, url)));
    request.addEventListener("error", () => resolve({}));
    request.addEventListener("timeout", () => resolve({}));
    request.timeout = 120_000;
    request.send(body);
  });
}

function answerOf(request: XMLHttpRequest, url: string): Sent {
  const isElsewhere = request.responseURL !== "" && new URL(request.responseURL).pathname !== new URL(url, location.href).pathname;
  if (isElsewhere || request.status === 401 || request.status === 403) {
    return { isSignedOut: true };
  }
  try {
    return JSON.parse(request.responseText) as Sent;
  } catch {
    return {};
  }
}

/** Pictures on a clipboard or in a drop. */
export function picturesOf(data: DataTransfer | null): File[] {
  return [...(data?.files ?? [])].filter((file) => file.type.startsWith("image/"));
}

/** Pictures that pasted HTML carries inside itself as data addresses. */
export function inlinePictures(html: string): File[] {
  const found = [...html.matchAll(/<img\b[^>]*?\ssrc\s*=\s*["']data:(image\/(?:png|jpeg|gif|webp));base64,([A-Za-z0-9+/=\s]+)["']/gi)];
  return found.flatMap((match, index) => {
    try {
      const bytes = Uint8Array.from(atob((match[2] ?? "").replace(/\s/g, "")), (sign) => sign.charCodeAt(0));
      return [new File([bytes], `picture-${index + 1}`, { type: match[1] ?? "image/png" })];
    } catch {
      return [];
    }
  });
}

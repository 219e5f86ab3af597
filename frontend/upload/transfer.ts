// One file on its way by the tus protocol: parts, retries and resuming are tus-js-client's work.

import { DetailedError, Upload } from "tus-js-client";

import { idOf, uploadUrl } from "./addresses";

export interface Route {
  endpoint: string;
  token: string;
  csrf: string;
  purpose: string;
  partBytes: number;
}

export interface Listener {
  progressed(sent: number): void;
  arrived(id: string, statusUrl: string): void;
  /** status 0: the line was cut; otherwise what the server answered. */
  stopped(status: number, body: string): void;
}

const RETRY_DELAYS = [0, 1000, 3000, 5000, 10000, 20000];

/** Start or go on sending `file`; `knownId` is an upload begun before a reload. */
export async function send(file: File, route: Route, listener: Listener, knownId = ""): Promise<Upload> {
  const upload = new Upload(file, {
    endpoint: route.endpoint,
    uploadUrl: knownId ? uploadUrl(route.endpoint, knownId) : null,
    chunkSize: route.partBytes,
    retryDelays: RETRY_DELAYS,
    metadata: { filename: file.name, purpose: route.purpose },
    headers: { "Upload-Token": route.token, "X-CSRFToken": route.csrf },
    removeFingerprintOnSuccess: true,
    onProgress: (sent) => listener.progressed(sent),
    onSuccess: () => {
      const id = idOf(upload.url ?? "");
      listener.arrived(id, `${uploadUrl(route.endpoint, id)}trang-thai/`);
    },
    onError: (error) => {
      const answer = error instanceof DetailedError ? error.originalResponse : null;
      listener.stopped(answer?.getStatus() ?? 0, answer?.getBody() ?? "");
    },
  });
  if (!knownId) {
    const [previous] = await upload.findPreviousUploads().catch(() => []);
    if (previous) {
      upload.resumeFromPreviousUpload(previous);
    }
  }
  upload.start();
  return upload;
}

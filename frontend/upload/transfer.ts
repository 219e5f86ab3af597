// One file on its way by the tus protocol: parts, retries and resuming are tus-js-client's work. It goes on only with a
// file that holds the same as what was sent before.

import { DetailedError, Upload } from "tus-js-client";

import { idOf, uploadUrl } from "./addresses";
import { fingerprintOf } from "./fingerprint";

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

/**
 * Start or go on sending `file`; `knownId` is an upload begun before a reload. What this browser does not know to have
 * begun with the same content is sent from its beginning: the school must never join two files.
 */
export async function send(file: File, route: Route, listener: Listener, knownId = ""): Promise<Upload> {
  const upload = new Upload(file, {
    endpoint: route.endpoint,
    fingerprint: (chosen) => fingerprintOf(chosen as File),
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
  const begun = await upload.findPreviousUploads().catch(() => []);
  const previous = knownId ? begun.find((one) => idOf(one.uploadUrl ?? "") === knownId) : begun[0];
  if (previous) {
    upload.resumeFromPreviousUpload(previous);
  }
  upload.start();
  return upload;
}

// The service worker of tests, scope /t/: a reload without network still finds scripts, styles and a page that says what is
// safe. It keeps no page and no data of a person: only the files listed by the server and the one page that is the same
// for everybody. The server puts `HOCLIEU` in front of this file (questionbank/taking/views/worker.py); another version
// is another worker, which takes over when no test is open any more.

interface Settings {
  readonly version: string;
  readonly page: string; // the page without network
  readonly files: readonly string[];
}

interface LifeEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface AskEvent extends LifeEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface Scope {
  readonly HOCLIEU: Settings;
  addEventListener(type: "install" | "activate", listener: (event: LifeEvent) => void): void;
  addEventListener(type: "fetch", listener: (event: AskEvent) => void): void;
}

const scope = self as unknown as Scope;
const { version, page, files } = scope.HOCLIEU;
const PREFIX = "hoclieu-test-";
const NAME = PREFIX + version;
const ATTEMPT = /^\/t\/[0-9a-f-]{36}\/$/;

scope.addEventListener("install", (event) => event.waitUntil(fill()));
scope.addEventListener("activate", (event) => event.waitUntil(clear()));
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) {
    return;
  }
  if (request.mode === "navigate" && ATTEMPT.test(url.pathname)) {
    event.respondWith(visit(request));
  } else if (files.includes(url.pathname)) {
    event.respondWith(file(request));
  }
});

/** Without cookies, so that the kept page is nobody's. */
async function fill(): Promise<void> {
  const cache = await caches.open(NAME);
  await cache.addAll([page, ...files].map((address) => new Request(address, { credentials: "omit", cache: "reload" })));
}

async function clear(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== NAME).map((name) => caches.delete(name)));
}

async function visit(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(page)) ?? Response.error();
  }
}

async function file(request: Request): Promise<Response> {
  const cache = await caches.open(NAME);
  return (await cache.match(request)) ?? fetch(request);
}

// htmx for staff pages, locked down for the strict policy: no evaluation, no inline styles, no scripts in answers.

import htmx from "htmx.org";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.allowScriptTags = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0; // pages of signed-in people are not kept in the browser's storage

// Fragments that are fetched again and again: who was signed out meanwhile gets the sign-in page as a page, never
// inside the fragment; while nothing comes through, the page says that what it shows is old.
interface Fetched {
  xhr: XMLHttpRequest;
  shouldSwap: boolean;
  pathInfo: { requestPath: string };
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const fetched = (event as CustomEvent<Fetched>).detail;
  const asked = new URL(fetched.pathInfo.requestPath, location.href).pathname;
  if (fetched.xhr.responseURL && new URL(fetched.xhr.responseURL).pathname !== asked) {
    fetched.shouldSwap = false;
    location.reload();
  }
});
for (const trouble of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(trouble, () => tellStale(true));
}
document.addEventListener("htmx:afterSwap", () => tellStale(false));

function tellStale(isStale: boolean): void {
  for (const notice of document.querySelectorAll<HTMLElement>("[data-stale]")) {
    notice.hidden = !isStale;
  }
}

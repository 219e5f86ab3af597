// Video and audio start where the address says (#t=90), also when a link on the page changes it.

import { parseAnchor } from "./anchors";

export function startMedia(): void {
  jump();
  window.addEventListener("hashchange", jump);
}

function jump(): void {
  const anchor = parseAnchor(location.hash);
  const media = document.querySelector<HTMLMediaElement>("video[controls], audio[controls]");
  if (anchor?.kind !== "t" || !media) {
    return;
  }
  const go = (): void => {
    media.currentTime = anchor.value;
    media.scrollIntoView({ block: "nearest" });
  };
  if (media.readyState >= HTMLMediaElement.HAVE_METADATA) {
    go();
  } else {
    media.addEventListener("loadedmetadata", go, { once: true });
    media.preload = "metadata";
  }
}

// Players: pages, outline, and the place a link points to. Everything is readable without them.

import { OutlineViewer } from "./outline-viewer";
import { PageViewer } from "./page-viewer";
import { startMedia } from "./media-start";

customElements.define("page-viewer", PageViewer);
customElements.define("outline-viewer", OutlineViewer);
startMedia();

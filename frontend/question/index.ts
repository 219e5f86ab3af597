// The small bundle for pages that show single questions: the editor's preview, results. See frontend/player/index.ts.

import { HocQuestion } from "../player/question";

if (!customElements.get("hoc-question")) {
  customElements.define("hoc-question", HocQuestion);
}

// Sentences of the editor, sent with the page.

import { sayFrom } from "../site/words";

export const say = sayFrom("editor-words");

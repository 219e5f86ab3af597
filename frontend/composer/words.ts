// Sentences of composing and sharing, sent with the page.

import { sayFrom } from "../site/words";

export const say = sayFrom("composer-words");

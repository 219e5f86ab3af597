// Composing and sharing a quiz. Every page works without this script: it saves while one types, moves rows by
// hand, counts ticks and copies the code.

import { startAutosave } from "./autosave";
import { startCopying } from "./copying";
import { startOrder } from "./order";
import { startPicker } from "./picker";

const form = document.querySelector<HTMLFormElement>("[data-composer]");
if (form) {
  const saveSoon = startAutosave(form);
  startOrder(form, saveSoon);
}
startPicker();
startCopying();

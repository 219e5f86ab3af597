// The reviewer's notes: a button beside each page and slide writes a note tied to that place.
// Without scripts the same rows are filled by hand; this only saves the way to the form and back.

const form = document.querySelector<HTMLFormElement>("[data-review-notes]");
const words = form?.dataset;

function emptyRow(rows: HTMLElement): HTMLElement | undefined {
  const all = [...rows.querySelectorAll<HTMLElement>(".note-row")];
  const free = all.find((row) => row.querySelector<HTMLInputElement>("input")?.value === "");
  if (free) return free;
  const fresh = all.at(-1)?.cloneNode(true) as HTMLElement | undefined;
  if (fresh) {
    fresh.querySelector<HTMLInputElement>("input")!.value = "";
    rows.append(fresh);
  }
  return fresh;
}

function writeAt(anchor: string): void {
  const rows = form?.querySelector<HTMLElement>("[data-note-rows]");
  const row = rows ? emptyRow(rows) : undefined;
  const place = row?.querySelector<HTMLSelectElement>("select");
  const text = row?.querySelector<HTMLInputElement>("input");
  if (!place || !text) return;
  place.value = anchor;
  text.focus();
  text.scrollIntoView({ block: "center" });
}

if (form && words?.["writeHere"]) {
  for (const place of document.querySelectorAll<HTMLElement>(".sheet__notes[data-anchor]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "text-button no-print";
    button.textContent = words["writeHere"];
    button.addEventListener("click", () => writeAt(place.dataset["anchor"] ?? ""));
    place.append(button);
  }
}

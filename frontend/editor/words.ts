// Sentences of the editor, sent with the page.

let words: Record<string, string> | null = null;

/** The sentence under `name`, with its `%(…)s` places filled. */
export function say(name: string, values: Record<string, string> = {}): string {
  words ??= JSON.parse(document.getElementById("editor-words")?.textContent ?? "{}") as Record<string, string>;
  return (words[name] ?? name).replace(/%\((\w+)\)s/g, (whole, key: string) => values[key] ?? whole);
}

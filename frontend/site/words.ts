// Sentences of the page's language, sent with the page as blocks of data.

type Words = Readonly<Record<string, string>>;
type Say = (name: string, values?: Readonly<Record<string, string | number>>) => string;

/** Says the sentences of these blocks: the one under `name` with its `%(…)s` places filled; the name itself when the page has none. */
export function sayFrom(...ids: string[]): Say {
  let words: Words | null = null;
  return (name, values = {}) => {
    words ??= Object.assign({}, ...ids.map(block)) as Words;
    return (words[name] ?? name).replace(/%\((\w+)\)[sd]/g, (whole, key: string) => String(values[key] ?? whole));
  };
}

function block(id: string): Words {
  return JSON.parse(document.getElementById(id)?.textContent ?? "{}") as Words;
}

export const say = sayFrom("site-words");

// What the player says, in the page's language. The sentences come from the server with the page.

export type Words = Readonly<Record<string, string>>;

let words: Words | null = null;

/** The sentences of the page; also the door for tests. */
export function useWords(given: Words): void {
  words = given;
}

/** The sentence under `name`, with its `%(…)s` places filled; the name itself when the page has no such sentence. */
export function say(name: string, values: Readonly<Record<string, string | number>> = {}): string {
  words ??= { ...block("question-words"), ...block("player-words") };
  return (words[name] ?? name).replace(/%\((\w+)\)[sd]/g, (whole, key: string) => String(values[key] ?? whole));
}

function block(id: string): Words {
  return JSON.parse(document.getElementById(id)?.textContent ?? "{}") as Words;
}

/** "10:42" of an ISO moment, in the school's time zone. */
export function timeOfDay(iso: string, zone: string): string {
  const options: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  try {
    return new Date(iso).toLocaleTimeString("vi-VN", zone ? { ...options, timeZone: zone } : options);
  } catch {
    return "";
  }
}

// Where a sentence of the type belongs on the page: "body.options.1.text" is the second row of "body.options".

export interface Remark {
  path: string;
  sentence: string;
  missing: boolean;
}

/** The known place a path lies under, and what is left of the path below it ("1.text"). */
export function placeOf(path: string, known: readonly string[]): { place: string; rest: string } | null {
  const fitting = known.filter((place) => path === place || path.startsWith(`${place}.`));
  const place = fitting.sort((one, other) => other.length - one.length)[0];
  return place === undefined ? null : { place, rest: path.slice(place.length + 1) };
}

/** The row that the rest of a path names, -1 when it names none. */
export function rowOf(rest: string): number {
  const first = rest.split(".")[0] ?? "";
  return /^\d{1,3}$/.test(first) ? Number(first) : -1;
}

/** A new row id: one above the highest in use. */
export function nextId(prefix: string, used: readonly string[]): string {
  const numbers = used.map((id) => (id.startsWith(prefix) && /^\d{1,6}$/.test(id.slice(prefix.length)) ? Number(id.slice(prefix.length)) : 0));
  return `${prefix}${Math.max(0, ...numbers) + 1}`;
}

/** Letters or numbers of rows: "ABC" gives A, B, C; words separated by blanks are taken as they are. */
export function letterOf(letters: string, index: number): string {
  const words = letters.includes(" ") ? letters.split(" ") : [...letters];
  return words[index % words.length] ?? "";
}

/** `name=a,b` or `name!=a`: whether a field with this value meets it. */
export function meets(condition: string, valueOf: (name: string) => string): boolean {
  const match = /^(.+?)(!?=)(.*)$/.exec(condition);
  if (!match) {
    return true;
  }
  const listed = (match[3] ?? "").split(",").includes(valueOf(match[1] ?? ""));
  return match[2] === "=" ? listed : !listed;
}

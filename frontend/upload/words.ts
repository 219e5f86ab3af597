// What the upload says, in the page's language. The sentences come from the server with the page.

import { percent, type Row } from "./state";

export type Words = Readonly<Record<string, string>>;

/** "1,2 MB" in Vietnamese, "1.2 MB" in English; steps of 1024. */
export function bytes(count: number, language: string): string {
  const units = ["B", "kB", "MB", "GB"];
  let value = count;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const whole = unit === 0 || value >= 100 || Number.isInteger(value);
  const text = value.toFixed(whole ? 0 : 1);
  return `${language === "en" ? text : text.replace(".", ",")} ${units[unit]}`;
}

/** Fill `%(name)s` places of a sentence. */
export function fill(sentence: string, values: Readonly<Record<string, string>>): string {
  return sentence.replace(/%\((\w+)\)s/g, (whole, name: string) => values[name] ?? whole);
}

/** The state of a row as a sentence. */
export function phaseWords(row: Row, words: Words): string {
  const sentence = words[row.phase] ?? "";
  return fill(sentence, { percent: String(percent(row)), name: row.name });
}

/** "12 MB of 37,5 MB". */
export function amount(row: Row, words: Words, language: string): string {
  const values = { done: bytes(row.sent, language), total: bytes(row.size, language) };
  return row.sent >= row.size || row.phase === "rejected" ? values.total : fill(words.amount ?? "", values);
}

/** Why a chosen file cannot even be sent, or an empty text. */
export function objection(size: number, limit: number, words: Words, language: string): string {
  if (size === 0) {
    return words.empty ?? "";
  }
  return size > limit ? fill(words.too_large ?? "", { limit: bytes(limit, language) }) : "";
}

/** The sentence in a refusal of the server: JSON `{"error": …}` or short plain text; else `fallback`. */
export function refusal(body: string, fallback: string): string {
  try {
    const answer: unknown = JSON.parse(body);
    if (typeof answer === "object" && answer !== null && "error" in answer && typeof answer.error === "string") {
      return answer.error;
    }
  } catch {
    if (body.length > 0 && body.length < 300 && !body.includes("<")) {
      return body;
    }
  }
  return fallback;
}

/** The proposals of the server in one line: "Gợi ý: tiêu đề: Phân số · lớp: 6". */
export function proposalWords(row: Row, words: Words): string {
  const parts = row.proposals.map(({ label, text }) => `${label}: ${text}`);
  return parts.length > 0 ? `${words.proposed ?? ""} ${parts.join(" · ")}` : "";
}

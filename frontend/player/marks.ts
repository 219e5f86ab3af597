// Right and wrong beside an answer, by shape and word; the worked solution below it.

import { make, rich, shape } from "./dom";
import type { Json } from "./protocol";
import type { Mode } from "./kinds";
import { say } from "./words";

export type Verdict = "right" | "partly" | "wrong" | "missed" | "key" | "";

const SHAPES: Record<Exclude<Verdict, "">, string> = { right: "✓", partly: "◐", wrong: "✗", missed: "➜", key: "✓" };

/** "✓ Trả lời đúng", "✗ Chưa đúng", "➜ Đáp án đúng"; null when there is nothing to say. */
export function verdict(kind: Verdict): HTMLElement | null {
  return kind === "" ? null : make("span", { class: `verdict verdict--${kind}` }, shape(SHAPES[kind]), ` ${say(`verdict_${kind}`)}`);
}

/** The worked solution, when the key came along and holds one. */
export function solution(html: Json | undefined, mode: Mode): HTMLElement | null {
  if (mode === "take" || typeof html !== "string" || html === "") {
    return null;
  }
  return make("section", { class: "solution" }, make("h3", {}, say("solution")), rich(html));
}

/** Text of a property, "" when it is something else. */
export function text(value: Json | undefined): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** A property as a list of records. */
export function records(value: Json | undefined): readonly Readonly<Record<string, Json>>[] {
  return Array.isArray(value) ? (value as Readonly<Record<string, Json>>[]) : [];
}

/** A property as a record, {} when it is something else. */
export function record(value: Json | undefined): Readonly<Record<string, Json>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, Json>) : {};
}

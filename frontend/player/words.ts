// What the player says, in the page's language. The sentences come from the server with the page.

import { sayFrom } from "../site/words";

export const say = sayFrom("question-words", "player-words");

/** "10:42" of an ISO moment, in the school's time zone. */
export function timeOfDay(iso: string, zone: string): string {
  return local(iso, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** "24/11/2026" of an ISO moment, in the school's time zone. */
export function day(iso: string, zone: string): string {
  return local(iso, zone, { day: "2-digit", month: "2-digit", year: "numeric" });
}

function local(iso: string, zone: string, options: Intl.DateTimeFormatOptions): string {
  try {
    return new Intl.DateTimeFormat("vi-VN", zone ? { ...options, timeZone: zone } : options).format(new Date(iso));
  } catch {
    return "";
  }
}

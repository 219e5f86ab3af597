// Two levels of words at every question. A tick stands beside "saved at school" and nowhere else.

import { minutesLeft } from "./clock";
import type { Place } from "./engine";
import type { Trouble } from "./outbox";
import { say, timeOfDay } from "./words";

export type Progress = "answered" | "partly" | "unanswered";

export const SHAPES: Record<Progress | "flagged", string> = { answered: "●", partly: "◐", unanswered: "○", flagged: "⚑" };

export interface SaveLine {
  readonly text: string;
  readonly level: "none" | "device" | "school" | "help";
}

/** What the line under a question says. `at`: the server's time of the receipt, "" when it was stored earlier. */
export function saveLine(place: Place, isTyping: boolean, at: string, zone: string, trouble: Trouble): SaveLine {
  if (isTyping || place === "writing") {
    return { text: say(isTyping ? "writing" : "saving"), level: "none" };
  }
  switch (place) {
    case "device":
      return { text: trouble === "" ? say("saved_device") : say("saved_device_waits"), level: "device" };
    case "page":
      return { text: say("held_by_page"), level: "help" };
    case "school":
      return { text: say("saved_school", { time: at ? timeOfDay(at, zone) : "" }).trim(), level: "school" };
    case "aside":
      return { text: say("saved_aside"), level: "help" };
    case "preview":
      return { text: say("preview_line"), level: "none" };
    default:
      return { text: say("not_answered"), level: "none" };
  }
}

/** "còn 12 phút", and seconds in the last minute. */
export function timeLeft(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  return seconds > 60 ? say("minutes_left", { minutes: minutesLeft(milliseconds) }) : say("seconds_left", { seconds });
}

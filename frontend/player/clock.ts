// How much time is left. Only the server's clock decides: `remaining_ms` of its last message minus what has passed since by
// the monotonic clock. The device's date is used for one thing: to notice that it slept, and then to ask again.

export interface Clock {
  readonly remaining: number; // milliseconds, as the server said
  readonly at: number; // performance.now() of that moment
  readonly wall: number; // Date.now() of that moment
}

const WARNINGS = [5, 1] as const; // minutes
const ASLEEP = 5_000;
const MINUTE = 60_000;

/** A count that begins with a message of the server. */
export function started(remaining: number, at: number, wall: number): Clock {
  return { remaining, at, wall };
}

/** Milliseconds left, never below zero. */
export function left(clock: Clock, now: number): number {
  return Math.max(0, clock.remaining - (now - clock.at));
}

/** The two clocks of the device disagree: it slept or somebody set it, so the count is not to be trusted before asking. */
export function isDoubtful(clock: Clock, now: number, wall: number): boolean {
  return Math.abs(wall - clock.wall - (now - clock.at)) > ASLEEP;
}

/** Minutes to show: "12" until twelve minutes are over; 0 in the last minute's end. */
export function minutesLeft(milliseconds: number): number {
  return Math.ceil(milliseconds / MINUTE);
}

/** The warning that became due between two looks, in minutes, or null. A later one swallows an earlier one. */
export function warningBetween(before: number, after: number): number | null {
  const due = WARNINGS.filter((minutes) => before > minutes * MINUTE && after <= minutes * MINUTE);
  return due.length > 0 ? Math.min(...due) : null;
}

// Moving a mark through a list, as arithmetic.

/** The next place in a list of `length`; -1 stands for "nowhere yet". Stops at both ends. */
export function nextIndex(current: number, step: number, length: number): number {
  if (length === 0) {
    return -1;
  }
  if (current < 0) {
    return step > 0 ? 0 : length - 1;
  }
  return Math.min(Math.max(current + step, 0), length - 1);
}

/** The next place in a ring that also has a place outside (-1), as in a list of suggestions. */
export function nextInRing(current: number, step: number, length: number): number {
  const places = length + 1;
  return ((current + 1 + step + places) % places) - 1;
}

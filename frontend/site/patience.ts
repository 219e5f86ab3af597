// How long something asked of the server may take.

/** What `work` gives within `patience` milliseconds, else null; also when the line is cut. */
export async function patiently<T>(patience: number, work: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  try {
    return await work(stop.signal);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

// IndexedDB as promises: one database for all attempts of this browser profile.

const NAME = "hoclieu-attempts";
const VERSION = 1;
export type Table = "attempts" | "rows" | "lease";

/** The database, or null where the browser has none or refuses it (private windows, blocked storage). */
export async function openDatabase(factory: IDBFactory | undefined): Promise<IDBDatabase | null> {
  if (!factory) {
    return null;
  }
  try {
    const opening = factory.open(NAME, VERSION);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore("attempts", { keyPath: "attempt" });
      opening.result.createObjectStore("rows", { keyPath: ["attempt", "seq"] });
      opening.result.createObjectStore("lease", { keyPath: "name" });
    };
    const database = await asked(opening);
    database.onversionchange = () => database.close();
    return database;
  } catch {
    return null;
  }
}

const PATIENCE = 3_000;

/** The same, or a TimeoutError: a device that does not answer must not hold the line to the school. */
export function soon<T>(work: Promise<T>, patience = PATIENCE): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DOMException("the device does not answer", "TimeoutError")), patience);
  });
  work.catch(() => undefined);
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Run `work` in one transaction; resolves with its answer once everything is on the disk (durability strict). */
export async function transact<T>(
  database: IDBDatabase,
  tables: readonly Table[],
  mode: IDBTransactionMode,
  work: (table: (name: Table) => IDBObjectStore) => Promise<T>,
): Promise<T> {
  const transaction = database.transaction([...tables], mode, { durability: "strict" });
  const ended = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
  });
  ended.catch(() => undefined);
  try {
    const answer = await work((name) => transaction.objectStore(name));
    await ended;
    return answer;
  } catch (problem) {
    abort(transaction);
    throw problem;
  }
}

/** The result of one request. */
export function asked<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("refused"));
  });
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It had ended already.
  }
}

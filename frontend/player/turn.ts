// One sender per browser profile: by Web Locks; where they are withheld (plain HTTP) by a lease in IndexedDB; without that
// too the page has its rows to itself anyway.

import { asked, soon, transact } from "./database";
import { uuid } from "./seal";

const LOCK = "hoclieu-send";
const LEASE = 25_000; // longer than a request may take
const LOOK = 250;
const own = uuid();

interface Lease {
  name: string;
  holder: string;
  until: number;
}

/** Run `work` while no other tab does. */
export async function alone<T>(database: IDBDatabase | null, work: () => Promise<T>): Promise<T> {
  if (typeof navigator !== "undefined" && "locks" in navigator && navigator.locks) {
    return (await navigator.locks.request(LOCK, work)) as T;
  }
  if (!database) {
    return work();
  }
  // A device that has lost its database has no lease to give: then the rows of this page are all there is to send.
  while (!(await soon(take(database)).catch(() => true))) {
    await new Promise((resolve) => setTimeout(resolve, LOOK));
  }
  try {
    return await work();
  } finally {
    await soon(giveBack(database)).catch(() => undefined);
  }
}

async function take(database: IDBDatabase): Promise<boolean> {
  return transact(database, ["lease"], "readwrite", async (table) => {
    const now = Date.now();
    const lease = (await asked(table("lease").get(LOCK))) as Lease | undefined;
    // A lease that ends later than any lease could was written before somebody set the clock back.
    const isHeld = lease && lease.holder !== own && lease.until > now && lease.until <= now + LEASE;
    if (isHeld) {
      return false;
    }
    await asked(table("lease").put({ name: LOCK, holder: own, until: now + LEASE } satisfies Lease));
    return true;
  });
}

async function giveBack(database: IDBDatabase): Promise<void> {
  await transact(database, ["lease"], "readwrite", async (table) => {
    const lease = (await asked(table("lease").get(LOCK))) as Lease | undefined;
    if (lease?.holder === own) {
      await asked(table("lease").delete(LOCK));
    }
  }).catch(() => undefined);
}

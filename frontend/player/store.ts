// What the device keeps of one attempt: who it is (client id), the next seq, the rows on their way, a few notes.
// `add` resolves only when the row is on the disk; only then may the page say "saved on this device".
// The device may lose its database in the middle of a test (site data cleared, another tab deletes it): nothing here
// then waits or fails for long. The page goes on from memory and opens the database anew, with what it remembers.

import { asked, openDatabase, soon, transact, type Table } from "./database";
import type { Draft, Json, Row } from "./protocol";
import { canSeal, keyOf, seal, unseal, uuid } from "./seal";

interface AttemptRow {
  attempt: string;
  client: string;
  next: number;
  notes: Record<string, Json>;
}

interface StoredRow {
  attempt: string;
  seq: number;
  uuid: string;
  sealed?: ArrayBuffer;
  plain?: Draft;
}

export class Store {
  private key: CryptoKey | null = null;
  private memory: Row[] = []; // rows that no disk holds
  private mirror = new Map<number, Row>(); // rows on the disk, as this page knows them
  private floor = 0; // the highest seq known to this page
  private notes: Record<string, Json> = {};
  private opening: Promise<void> | null = null;

  private constructor(
    readonly attempt: string,
    readonly client: string,
    private handle: IDBDatabase | null,
    private readonly factory: IDBFactory | undefined,
  ) {
    this.watch();
  }

  /** The store of an attempt; without IndexedDB one that lives as long as the page. */
  static async open(attempt: string, factory: IDBFactory | undefined): Promise<Store> {
    const database = await openDatabase(factory);
    if (database) {
      try {
        const own = await transact(database, ["attempts"], "readwrite", (table) => ownRow(table("attempts"), attempt));
        return new Store(attempt, own.client, database, factory);
      } catch {
        // Full or refused: the page alone remembers.
      }
    }
    return new Store(attempt, uuid(), null, undefined);
  }

  /** Whether answers outlive this page. */
  get keeps(): boolean {
    return this.handle !== null;
  }

  /** The database as it stands now; null where there is none, or while it is gone. */
  get database(): IDBDatabase | null {
    return this.handle;
  }

  /** There was one when the page opened: that it is gone has to be said. */
  get hasLost(): boolean {
    return this.factory !== undefined && this.handle === null;
  }

  /** Rows are sealed with this key from now on, and read with it. */
  async useKey(text: string): Promise<void> {
    this.key = canSeal() && text ? await keyOf(text) : null;
  }

  /** Store a row under the next seq. Throws when the device does not take it; see `hold`. */
  async add(draft: Draft): Promise<Row> {
    const body = this.key
      ? { uuid: draft.uuid, sealed: await seal(this.key, { ...draft }, draft.uuid) }
      : { uuid: draft.uuid, plain: draft };
    const seq = await this.change(["attempts", "rows"], async (table) => {
      const own = await ownRow(table("attempts"), this.attempt, this.client);
      const next = Math.max(own.next, this.floor + 1);
      await asked(table("rows").add({ attempt: this.attempt, seq: next, ...body } satisfies StoredRow));
      await asked(table("attempts").put({ ...own, next: next + 1 }));
      return next;
    });
    if (seq === null) {
      return this.hold(draft);
    }
    this.floor = Math.max(this.floor, seq);
    const row = { ...draft, seq };
    this.mirror.set(seq, row);
    return row;
  }

  /** Keep a row in the page only: the last resort, never called saved. */
  hold(draft: Draft): Row {
    this.floor += 1;
    const row = { ...draft, seq: this.floor };
    this.memory.push(row);
    return row;
  }

  /** All readable rows, oldest first; from memory while the device does not answer. */
  async rows(): Promise<Row[]> {
    const before = [...this.mirror.keys()]; // what is added while we read stays known
    const stored = await this.stored();
    if (stored === null) {
      return this.remembered();
    }
    const opened = await Promise.all(stored.map((one) => this.read(one)));
    const known = opened.filter((row): row is Row => row !== null);
    before.filter((seq) => !known.some((row) => row.seq === seq)).forEach((seq) => this.mirror.delete(seq));
    known.forEach((row) => this.mirror.set(row.seq, row));
    return [...known, ...this.memory].sort((a, b) => a.seq - b.seq);
  }

  /** How many rows there are, readable or not. */
  async count(): Promise<number> {
    return ((await this.stored()) ?? [...this.mirror.values()]).length + this.memory.length;
  }

  /** Whether this row would be gone with the page. */
  isHeld(seq: number): boolean {
    return !this.keeps || this.memory.some((row) => row.seq === seq);
  }

  /** Remove rows that a receipt named; one whose uuid differs stays. */
  async remove(rows: readonly Row[]): Promise<void> {
    this.memory = this.memory.filter((held) => !rows.some((row) => row.seq === held.seq && row.uuid === held.uuid));
    rows.filter((row) => this.mirror.get(row.seq)?.uuid === row.uuid).forEach((row) => this.mirror.delete(row.seq));
    if (rows.length === 0) {
      return;
    }
    await this.change(["rows"], async (table) => {
      for (const row of rows) {
        const stored = (await asked(table("rows").get([this.attempt, row.seq]))) as StoredRow | undefined;
        if (stored && stored.uuid === row.uuid) {
          await asked(table("rows").delete([this.attempt, row.seq]));
        }
      }
    }).catch(() => undefined); // what stays there travels once more, and its receipt names it again
  }

  /** The next seq is above `seq`: the server knows that much of this client. */
  async raise(seq: number): Promise<void> {
    this.floor = Math.max(this.floor, seq);
    await this.highest();
  }

  /** The highest seq ever allotted here. */
  async highest(): Promise<number> {
    const own = await this.own();
    this.floor = Math.max(this.floor, (own?.next ?? 1) - 1);
    return this.floor;
  }

  /** A note of this attempt: flags, the place in the test, an intended hand-in. */
  async note(name: string): Promise<Json | undefined> {
    const own = await this.own();
    return own && name in own.notes ? own.notes[name] : this.notes[name];
  }

  /** Write a note; a device that refuses it costs nothing but the note. */
  async write(name: string, value: Json): Promise<void> {
    this.notes[name] = value;
    await this.change(["attempts"], async (table) => {
      const own = await ownRow(table("attempts"), this.attempt, this.client);
      await asked(table("attempts").put({ ...own, notes: { ...own.notes, [name]: value } }));
    }).catch(() => undefined);
  }

  /** Nothing of this attempt stays on the device; called when every row has been acknowledged. */
  async forget(): Promise<void> {
    this.memory = [];
    this.mirror.clear();
    await this.change(["attempts", "rows"], async (table) => {
      await asked(table("attempts").delete(this.attempt));
      await asked(table("rows").delete(this.range));
    });
  }

  private remembered(): Row[] {
    return [...this.mirror.values(), ...this.memory].sort((a, b) => a.seq - b.seq);
  }

  private stored(): Promise<StoredRow[] | null> {
    return this.tried((database) =>
      transact(database, ["rows"], "readonly", async (table) => (await asked(table("rows").getAll(this.range))) as StoredRow[]),
    ).catch(() => null);
  }

  /** The keys of all rows of this attempt. */
  private get range(): IDBKeyRange {
    return IDBKeyRange.bound([this.attempt], [this.attempt, []]);
  }

  private own(): Promise<AttemptRow | null> {
    return this.change(["attempts"], (table) => ownRow(table("attempts"), this.attempt, this.client)).catch(() => null);
  }

  private change<T>(tables: readonly Table[], work: (table: (name: Table) => IDBObjectStore) => Promise<T>): Promise<T | null> {
    return this.tried((database) => transact(database, tables, "readwrite", work));
  }

  /**
   * `work` on the database, once more on a fresh one if it was gone; null where there is none. Throws what a database
   * that is there refuses (a full disk), and never takes longer than a few seconds.
   */
  private async tried<T>(work: (database: IDBDatabase) => Promise<T>): Promise<T | null> {
    if (!this.handle) {
      void this.reopen();
      return null;
    }
    const used = this.handle;
    try {
      const answer = await soon(work(used));
      if (this.handle === used) {
        return answer;
      } // else it was taken away meanwhile, with what was just written
    } catch (problem) {
      if (!isGone(problem)) {
        throw problem;
      }
    }
    this.handle = this.handle === used ? null : this.handle;
    if (!this.handle) {
      await this.reopen();
    }
    return this.handle ? soon(work(this.handle)).catch(() => null) : null;
  }

  /** Open the database again and put back what this page remembers; one at a time, never longer than a few seconds. */
  private reopen(): Promise<void> {
    this.opening ??= soon(this.restore())
      .catch(() => undefined)
      .finally(() => (this.opening = null));
    return this.opening;
  }

  private async restore(): Promise<void> {
    const database = this.factory ? await openDatabase(this.factory) : null;
    if (!database) {
      return;
    }
    const rows = this.remembered();
    const sealed = await Promise.all(rows.map((row) => this.sealed(row)));
    await transact(database, ["attempts", "rows"], "readwrite", async (table) => {
      const own = await ownRow(table("attempts"), this.attempt, this.client);
      await asked(table("attempts").put({ ...own, next: Math.max(own.next, this.floor + 1), notes: { ...own.notes, ...this.notes } }));
      for (const row of sealed) {
        await asked(table("rows").put(row));
      }
    });
    rows.forEach((row) => this.mirror.set(row.seq, row));
    this.memory = this.memory.filter((row) => !rows.includes(row)); // one held meanwhile stays in the page
    this.handle = database;
    this.watch();
  }

  private async sealed({ seq, ...draft }: Row): Promise<StoredRow> {
    const body = this.key ? { sealed: await seal(this.key, { ...draft }, draft.uuid) } : { plain: draft };
    return { attempt: this.attempt, seq, uuid: draft.uuid, ...body };
  }

  /** The browser closes a database whose data it clears, or which another tab deletes. */
  private watch(): void {
    const database = this.handle;
    const gone = (): void => {
      if (this.handle === database) {
        this.handle = null;
        void this.reopen();
      }
    };
    database?.addEventListener("close", gone);
    database?.addEventListener("versionchange", () => setTimeout(gone));
  }

  private async read(stored: StoredRow): Promise<Row | null> {
    if (stored.plain) {
      return { ...stored.plain, seq: stored.seq };
    }
    if (!this.key || !stored.sealed) {
      return null;
    }
    try {
      return { ...((await unseal(this.key, stored.sealed, stored.uuid)) as Draft), seq: stored.seq };
    } catch {
      return null;
    }
  }
}

/** The database is not there any more, as against one that refuses. */
function isGone(problem: unknown): boolean {
  const name = problem instanceof Error || problem instanceof DOMException ? problem.name : "";
  return ["InvalidStateError", "NotFoundError", "AbortError", "UnknownError", "TimeoutError"].includes(name);
}

/** The attempt's row, made at the first look. */
async function ownRow(table: IDBObjectStore, attempt: string, client = ""): Promise<AttemptRow> {
  const found = (await asked(table.get(attempt))) as AttemptRow | undefined;
  if (found) {
    return found;
  }
  const made: AttemptRow = { attempt, client: client || uuid(), next: 1, notes: {} };
  await asked(table.add(made));
  return made;
}

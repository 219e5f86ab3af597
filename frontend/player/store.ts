// What the device keeps of one attempt: who it is (client id), the next seq, the rows on their way, a few notes.
// `add` resolves only when the row is on the disk; only then may the page say "saved on this device".

import { asked, openDatabase, transact, type Table } from "./database";
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
  private memory: Row[] = [];
  private floor = 0; // the highest seq known to this page
  private notes: Record<string, Json> = {};

  private constructor(
    readonly attempt: string,
    readonly client: string,
    readonly database: IDBDatabase | null,
  ) {}

  /** The store of an attempt; without IndexedDB one that lives as long as the page. */
  static async open(attempt: string, factory: IDBFactory | undefined): Promise<Store> {
    const database = await openDatabase(factory);
    if (database) {
      try {
        const own = await transact(database, ["attempts"], "readwrite", (table) => ownRow(table("attempts"), attempt));
        return new Store(attempt, own.client, database);
      } catch {
        // Full or refused: the page alone remembers.
      }
    }
    return new Store(attempt, uuid(), null);
  }

  /** Whether answers outlive this page. */
  get keeps(): boolean {
    return this.database !== null;
  }

  /** Rows are sealed with this key from now on, and read with it. */
  async useKey(text: string): Promise<void> {
    this.key = canSeal() && text ? await keyOf(text) : null;
  }

  /** Store a row under the next seq. Throws when the device does not take it; see `hold`. */
  async add(draft: Draft): Promise<Row> {
    if (!this.database) {
      return this.hold(draft);
    }
    const body = this.key
      ? { uuid: draft.uuid, sealed: await seal(this.key, { ...draft }, draft.uuid) }
      : { uuid: draft.uuid, plain: draft };
    const seq = await this.change(["attempts", "rows"], async (table) => {
      const own = await ownRow(table("attempts"), this.attempt);
      const next = Math.max(own.next, this.floor + 1);
      await asked(table("rows").add({ attempt: this.attempt, seq: next, ...body } satisfies StoredRow));
      await asked(table("attempts").put({ ...own, next: next + 1 }));
      return next;
    });
    this.floor = Math.max(this.floor, seq);
    return { ...draft, seq };
  }

  /** Keep a row in the page only: the last resort, never called saved. */
  hold(draft: Draft): Row {
    this.floor += 1;
    const row = { ...draft, seq: this.floor };
    this.memory.push(row);
    return row;
  }

  /** All readable rows, oldest first. */
  async rows(): Promise<Row[]> {
    const stored = await this.stored();
    const opened = await Promise.all(stored.map((one) => this.read(one)));
    const known = opened.filter((row): row is Row => row !== null);
    return [...known, ...this.memory].sort((a, b) => a.seq - b.seq);
  }

  /** How many rows there are, readable or not. */
  async count(): Promise<number> {
    return (await this.stored()).length + this.memory.length;
  }

  /** Whether this row would be gone with the page. */
  isHeld(seq: number): boolean {
    return this.memory.some((row) => row.seq === seq);
  }

  /** Remove rows that a receipt named; one whose uuid differs stays. */
  async remove(rows: readonly Row[]): Promise<void> {
    this.memory = this.memory.filter((held) => !rows.some((row) => row.seq === held.seq && row.uuid === held.uuid));
    if (!this.database || rows.length === 0) {
      return;
    }
    await this.change(["rows"], async (table) => {
      for (const row of rows) {
        const stored = (await asked(table("rows").get([this.attempt, row.seq]))) as StoredRow | undefined;
        if (stored && stored.uuid === row.uuid) {
          await asked(table("rows").delete([this.attempt, row.seq]));
        }
      }
    });
  }

  /** The next seq is above `seq`: the server knows that much of this client. */
  async raise(seq: number): Promise<void> {
    this.floor = Math.max(this.floor, seq);
    await this.highest();
  }

  /** The highest seq ever allotted here. */
  async highest(): Promise<number> {
    if (this.database) {
      const own = await this.own();
      this.floor = Math.max(this.floor, own.next - 1);
    }
    return this.floor;
  }

  /** A note of this attempt: flags, the place in the test, an intended hand-in. */
  async note(name: string): Promise<Json | undefined> {
    if (!this.database) {
      return this.notes[name];
    }
    return (await this.own()).notes[name];
  }

  /** Write a note; a device that refuses it costs nothing but the note. */
  async write(name: string, value: Json): Promise<void> {
    this.notes[name] = value;
    if (this.database) {
      await this.change(["attempts"], async (table) => {
        const own = await ownRow(table("attempts"), this.attempt);
        await asked(table("attempts").put({ ...own, notes: { ...own.notes, [name]: value } }));
      }).catch(() => undefined);
    }
  }

  /** Nothing of this attempt stays on the device; called when every row has been acknowledged. */
  async forget(): Promise<void> {
    this.memory = [];
    if (this.database) {
      await this.change(["attempts", "rows"], async (table) => {
        await asked(table("attempts").delete(this.attempt));
        await asked(table("rows").delete(this.range));
      });
    }
  }

  private async stored(): Promise<StoredRow[]> {
    if (!this.database) {
      return [];
    }
    return transact(this.database, ["rows"], "readonly", async (table) => (await asked(table("rows").getAll(this.range))) as StoredRow[]);
  }

  /** The keys of all rows of this attempt. */
  private get range(): IDBKeyRange {
    return IDBKeyRange.bound([this.attempt], [this.attempt, []]);
  }

  private own(): Promise<AttemptRow> {
    return this.change(["attempts"], (table) => ownRow(table("attempts"), this.attempt));
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

  private change<T>(tables: readonly Table[], work: (table: (name: Table) => IDBObjectStore) => Promise<T>): Promise<T> {
    if (!this.database) {
      return Promise.reject(new Error("no database"));
    }
    return transact(this.database, tables, "readwrite", work);
  }
}

/** The attempt's row, made at the first look. */
async function ownRow(table: IDBObjectStore, attempt: string): Promise<AttemptRow> {
  const found = (await asked(table.get(attempt))) as AttemptRow | undefined;
  if (found) {
    return found;
  }
  const made: AttemptRow = { attempt, client: uuid(), next: 1, notes: {} };
  await asked(table.add(made));
  return made;
}

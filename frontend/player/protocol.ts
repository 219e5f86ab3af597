// The messages between the player and the server, as docs/attempt-protocol.md describes them.

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** One answer on its way to school. `seq` is allotted when the row is stored on the device. */
export interface Row {
  readonly seq: number;
  readonly uuid: string;
  readonly epoch: number;
  readonly item: string;
  readonly value: Json;
  readonly elapsed_ms: number;
}

/** A row before it is stored. */
export type Draft = Omit<Row, "seq">;

/** An answer as the server holds it. */
export interface Held {
  readonly value: Json;
  readonly epoch: number;
  readonly seq: number;
}

export interface Clocked {
  readonly server_now: string;
  readonly deadline: string;
  readonly remaining_ms: number;
}

/** The answer to start and resume. */
export interface Session extends Clocked {
  readonly state: "in_progress" | "submitted";
  readonly token: string;
  readonly epoch: number;
  readonly client_id: string;
  readonly grace_ms: number;
  readonly form_key: string | null;
  readonly storage_key: string;
  readonly package_url: string;
  readonly upto: Readonly<Record<string, number>>;
  readonly answers: Readonly<Record<string, Held>>;
  readonly receipt?: string;
  readonly submitted_at?: string;
}

/** The answer to a save: what is durably in the database, and what time it is. */
export interface Receipt extends Clocked {
  readonly stored: readonly (readonly [number, string])[];
  readonly upto: number;
  readonly epoch: number;
  readonly superseded: boolean;
  readonly late: boolean;
  readonly state: string;
}

/** The answer to a hand-in. */
export interface HandedIn extends Receipt {
  readonly receipt: string;
  readonly submitted_at: string;
}

/** What a refusal says; every field may be missing. */
export interface Refusal {
  readonly code?: string;
  readonly message?: string;
  readonly seqs?: readonly number[];
  readonly problems?: readonly { readonly seq: number; readonly code: string }[];
  readonly opens_at?: string | null;
  readonly stored?: Receipt["stored"]; // of a 409: what was stored all the same
  readonly server_now?: string;
}

export interface Part {
  readonly title: string;
  readonly instruction: string;
  readonly points: string;
  readonly rules: readonly string[];
  readonly items: readonly string[];
}

export interface Item {
  readonly number: number;
  readonly part: number;
  readonly points: string;
  readonly type: string;
  readonly component: string;
  readonly properties: Readonly<Record<string, Json>>;
}

/** The key-free questions of one form. */
export interface Package {
  readonly quiz: { readonly title: string; readonly minutes: number; readonly form: string };
  readonly parts: readonly Part[];
  readonly items: Readonly<Record<string, Item>>;
  readonly order: readonly string[];
  readonly pictures: Readonly<Record<string, string>>;
}

// AES-256-GCM: opens the sealed package, seals outbox rows on the device. Browsers withhold `crypto.subtle` on plain HTTP;
// then `canSeal` is false, the page says so, and rows are stored as they are.

import type { Json } from "./protocol";

const NONCE = 12;

export function canSeal(): boolean {
  return typeof crypto !== "undefined" && Boolean(crypto.subtle);
}

/** A random UUID version 4, also where `crypto.randomUUID` is withheld. */
export function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** The key behind 32 bytes in base64url. */
export async function keyOf(text: string): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", bytesOf(text), "AES-GCM", false, ["encrypt", "decrypt"]);
}

/** Nonce and ciphertext of a value; `label` is bound to it and must be given again to open it. */
export async function seal(key: CryptoKey, value: Json, label: string): Promise<ArrayBuffer> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE));
  const text = encode(JSON.stringify(value));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: encode(label) }, key, text);
  const whole = new Uint8Array(NONCE + sealed.byteLength);
  whole.set(nonce);
  whole.set(new Uint8Array(sealed), NONCE);
  return whole.buffer;
}

/** The value behind sealed bytes. Throws when key, label or bytes do not belong together. */
export async function unseal(key: CryptoKey, sealed: ArrayBuffer, label = ""): Promise<unknown> {
  const parameters = { name: "AES-GCM", iv: new Uint8Array(sealed, 0, NONCE), ...(label ? { additionalData: encode(label) } : {}) };
  const text = await crypto.subtle.decrypt(parameters, key, new Uint8Array(sealed, NONCE));
  return JSON.parse(new TextDecoder().decode(text)) as unknown;
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new TextEncoder().encode(text));
}

/** The UTF-8 bytes of a text. */
export function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

/** The bytes that a hexadecimal string spells. */
export function bytes(value: string): Uint8Array {
  return new Uint8Array(Buffer.from(value, "hex"));
}

/** Lowercase hexadecimal. */
export function hex(value: Uint8Array): string {
  return Buffer.from(value).toString("hex");
}

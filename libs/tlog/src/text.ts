/** Text as it arrives: bytes from a file or the network, or a string. */
export type TextInput = string | Uint8Array;

/** The UTF-8 bytes of a well-formed string. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The string that an input spells; `undefined` when it is not valid UTF-8, or a string with a lone surrogate. */
export function readText(input: TextInput): string | undefined {
  if (typeof input === "string") return input.isWellFormed() ? input : undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(input);
  } catch {
    return undefined;
  }
}

/** Whether a string has a character below U+0020 other than newline. */
export function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x20 && unit !== 0x0a) return true;
  }
  return false;
}

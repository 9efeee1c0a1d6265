import type { JsonValue } from "@countersign/attest";

/**
 * A JSON document for standard output: what a terminal would not show as it is (control, format, bidirectional and
 * invisible characters) is spelled as an escape, so that the same document is read by people and by parsers (attack D7).
 */
export function jsonText(document: JsonValue): string {
  const text = JSON.stringify(document, undefined, 2);
  return text.replaceAll(/[^\P{C}\n]|[\p{Z}--\u{20}]|\p{Default_Ignorable_Code_Point}/gv, escaped);
}

function escaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`,
  ).join("");
}

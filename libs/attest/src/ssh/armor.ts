import { formatBase64, parseBase64 } from "../base64.ts";
import { AttestError } from "../error.ts";

/** OpenSSH breaks lines here; PROTOCOL.sshsig says 76, and any width is read. */
const WIDTH = 70;

/** What armour is put around. */
export type ArmorLabel = "SSH SIGNATURE" | "OPENSSH PRIVATE KEY";

/** Base64 in lines of 70 characters between `-----BEGIN <label>-----` and `-----END <label>-----`, each with a newline. */
export function enclose(label: ArmorLabel, blob: Uint8Array): string {
  const lines = formatBase64(blob).match(new RegExp(`.{1,${WIDTH}}`, "g")) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

/**
 * Reads what `enclose` prints, with lines of any one width. Codes: `attest.armor-carriage-return`, `attest.armor-header`
 * (the text does not begin with it), `attest.armor-footer` (none), `attest.armor-newline` (none at the end),
 * `attest.armor-trailing` (something after the footer), `attest.armor-line` (empty or of another width), `attest.base64`.
 */
export function disclose(label: ArmorLabel, text: string): Uint8Array {
  if (text.includes("\r")) refuse("carriage-return", "lines end in CR LF");
  const [header, ...lines] = text.split("\n");
  if (header !== `-----BEGIN ${label}-----`) refuse("header", `does not begin with the line BEGIN ${label}`);
  const footer = lines.indexOf(`-----END ${label}-----`);
  if (footer < 0) refuse("footer", `has no line END ${label}`);
  const after = lines.slice(footer + 1);
  if (after.length === 0) refuse("newline", "the last line has no newline");
  if (after.length > 1 || after[0] !== "") refuse("trailing", `something follows END ${label}`);
  return parseBase64(joined(lines.slice(0, footer)));
}

function joined(lines: readonly string[]): string {
  const width = lines[0]?.length ?? 0;
  const last = lines.length - 1;
  const even = lines.every(
    (line, index) => line !== "" && (index < last ? line.length === width : line.length <= width),
  );
  if (!even || last < 0) refuse("line", "lines are missing, empty or of different width");
  return lines.join("");
}

function refuse(what: string, detail: string): never {
  throw new AttestError(`attest.armor-${what}`, detail);
}

import { formatHex } from "@countersign/attest/hex";
import type { Finding } from "@countersign/core";
import type { Content } from "../../content/content.ts";
import type { FileChange, Hazard, Noticed } from "../../contract.ts";
import type { HazardCode } from "../codes.ts";
import { hazardFinding, named, onLine, whole } from "../finding.ts";
import { declaredEncoding } from "./declared.ts";

const ID = "encoding";
/** `<` and its like as UTF-7 spells them: `+ADw-`. The run is bounded, so the search stays linear. */
const UTF7 = /\+A[A-H][A-Za-z0-9+/]{1,64}-/;

/** Text in another encoding than UTF-8: two programs may read two things (attack D8). */
export const encoding: Hazard = { id: ID, file: inFile };

function inFile({ entry: { path }, base, result, added }: FileChange): Noticed {
  const now = result ?? base;
  if (now === undefined) return { findings: [] };
  const side = result === undefined ? "base" : "result";
  const code = CODES[now.encoding];
  const found: Finding[] = [];
  if (code !== undefined)
    found.push(
      hazardFinding(ID, code, {
        title: `${named(path)} is ${WORDS[now.encoding] ?? now.encoding}`,
        at: [whole(path, side)],
        ...(base === undefined || result === undefined || base.encoding === result.encoding
          ? {}
          : { before: base.encoding, after: result.encoding }),
        evidence: { encoding: now.encoding, bytes: now.size, sha256: now.sha256, ...marks(now) },
        ask: "Which encoding does the program that reads it assume?",
      }),
    );
  const declared = declaredEncoding(result?.text ?? "");
  if (declared !== undefined && added.length > 0)
    found.push(
      hazardFinding(ID, "encoding.declared", {
        title: `${named(path)} asks to be read as ${declared}, in which other letters may stand there`,
        at: [onLine(path, 1)],
        evidence: { encoding: declared },
        ask: "What does the program read that runs it?",
      }),
    );
  const utf7 = result?.text?.includes("+A") === true ? added.filter(({ text }) => UTF7.test(text)) : [];
  if (utf7.length > 0)
    found.push(
      hazardFinding(ID, "encoding.utf-7", {
        title: `${named(path)} has text that UTF-7 reads otherwise`,
        at: utf7.map(({ number }) => onLine(path, number)),
        evidence: { lines: utf7.length },
      }),
    );
  return { findings: found };
}

const CODES: { readonly [encoding: string]: HazardCode | undefined } = {
  "utf-8-bom": "encoding.bom",
  "utf-16": "encoding.utf-16",
  invalid: "encoding.invalid",
};

const WORDS: { readonly [encoding: string]: string } = {
  "utf-8-bom": "UTF-8 behind a byte order mark",
  "utf-16": "UTF-16, which is not analysed",
  invalid: "not valid UTF-8 and not analysed",
};

/** The first bytes, and where valid UTF-8 ends. */
function marks({ bytes, encoding }: Content): { readonly [name: string]: string | number } {
  if (bytes === undefined) return {};
  const first = formatHex(bytes.subarray(0, 4));
  return encoding === "invalid" ? { first, invalidAt: firstInvalid(bytes) } : { first };
}

function firstInvalid(bytes: Uint8Array): number {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const valid = text.indexOf("\ufffd");
  return valid === -1 ? 0 : new TextEncoder().encode(text.slice(0, valid)).length;
}

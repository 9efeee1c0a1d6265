import { nodeCrypto } from "@countersign/crypto/node";
import { text, vectors } from "@countersign/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSignerKey, parseVerifierKey } from "./key.ts";
import { formatNote, formatSignatureLine, parseNote, parseSignatureLines } from "./note.ts";
import { openNote, signNote } from "./signed-note.ts";
import { CRYPTOS, codeOf, logSigner, witnessSigner } from "./test-log.testing.ts";

const alpha = logSigner("alpha");
const beta = logSigner("beta");
const note = signNote(nodeCrypto, "One line.\n", [alpha]);

describe.each(CRYPTOS)("a signed note on %s", (_name, crypto) => {
  it("opens to its text and signers", () => {
    const signed = signNote(crypto, "Text.\n\nWith an empty line.\n", [alpha, beta]);
    expect(openNote(crypto, signed, [beta])).toEqual({
      text: "Text.\n\nWith an empty line.\n",
      verified: [beta],
      unknown: 1,
    });
    expect(openNote(crypto, text(signed), [alpha, beta]).verified).toEqual([alpha, beta]);
  });

  it("F21 gives no text when a known signature is bad, even beside a good one", () => {
    const [, betaLine = ""] = signNote(crypto, "Other.\n", [beta]).split("\n\n");
    expect(codeOf(() => openNote(crypto, note + betaLine, [alpha, beta]))).toBe("log.note-signature");
    expect(openNote(crypto, note + betaLine, [alpha]).unknown).toBe(1);
  });
});

describe("a signed note", () => {
  it("F21 has signatures of 64 bytes, whatever the verifier would take", () => {
    const lenient = { ...nodeCrypto, verifyEd25519: () => true };
    const [, logLine = ""] = note.split("\n\n");
    const [{ bytes } = { bytes: new Uint8Array(0) }] = parseSignatureLines(logLine);
    const short = formatNote({ text: "One line.\n", signatures: [{ ...alpha, bytes: bytes.subarray(1) }] });
    expect(codeOf(() => openNote(lenient, note, [alpha]))).toBe("none");
    expect(codeOf(() => openNote(lenient, short, [alpha]))).toBe("log.note-signature");
  });

  it("is one or none: any byte changed is an error", () => {
    const original = text(note);
    fc.assert(
      fc.property(fc.nat(original.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const changed = original.map((byte, i) => (i === at ? byte ^ mask : byte));
        expect(codeOf(() => openNote(nodeCrypto, changed, [alpha]))).toMatch(/^log\.note-/);
      }),
      { numRuns: 1000 },
    );
  });

  const [body = "", line = ""] = note.split("\n\n").map((part, i) => (i === 0 ? `${part}\n` : part));
  const spelled = (lines: string) => `${body}\n${lines}`;
  it.each<[string, string | Uint8Array, string]>([
    ["that is too long", `${"a".repeat(1_000_000)}\n`, "log.note-size"],
    ["that is as long as may be", `${"a".repeat(999_999)}\n`, "log.note-separator"],
    ["that is not UTF-8", new Uint8Array([0x41, 0xff, 0x0a]), "log.note-utf8"],
    ["with a lone surrogate", spelled(line).replace("One", "\ud800"), "log.note-utf8"],
    ["with CRLF", spelled(line).replaceAll("\n", "\r\n"), "log.note-control"],
    ["without final newline", spelled(line).slice(0, -1), "log.note-end"],
    ["without empty line", body + line, "log.note-separator"],
    ["of no text", `\n${line}`, "log.note-separator"],
    ["without signatures", `${body}\n`, "log.note-signatures"],
    ["with two newlines at its end", `${spelled(line)}\n`, "log.note-signatures"],
    ["with a hyphen for the em dash", spelled(line.replace("—", "-")), "log.note-line"],
    ["with something before the em dash", spelled(`x${line}`), "log.note-line"],
    ["with a line separator after a signature", spelled(line.replace("\n", "\u2028more\n")), "log.note-line"],
    ["with a line that is no signature", spelled(`${line}more\n`), "log.note-line"],
    ["with an empty key name", spelled(line.replace("alpha", "")), "log.note-name"],
    ["with a plus in the key name", spelled(line.replace("alpha", "a+b")), "log.note-name"],
    ["with a no-break space in the key name", spelled(line.replace("alpha", "a\u00a0b")), "log.note-name"],
    ["with two spaces", spelled(line.replace("alpha ", "alpha  ")), "log.note-base64"],
    ["with unpadded base64", spelled(line.replace("=", "")), "log.note-base64"],
    ["with a signature of an id alone", spelled("— alpha AAAAAA==\n"), "log.note-signature-length"],
    ["with a signature of one byte", spelled("— alpha AAAAAAA=\n"), "log.note-unverified"],
    ["with 101 signatures", spelled(line.repeat(101)), "log.note-too-many"],
    ["signed by a stranger", signNote(nodeCrypto, "One line.\n", [beta]), "log.note-unverified"],
  ])("F21 %s is refused", (_what, wrong, code) => {
    expect(codeOf(() => openNote(nodeCrypto, wrong, [alpha]))).toBe(code);
  });

  it("counts a signer once, and may have 100 signatures", () => {
    expect(openNote(nodeCrypto, spelled(line.repeat(100)), [alpha])).toMatchObject({ verified: [alpha], unknown: 0 });
  });

  it("F21 is not made of what could not be read", () => {
    expect(codeOf(() => signNote(nodeCrypto, "no newline", [alpha]))).toBe("log.note-end");
    expect(codeOf(() => signNote(nodeCrypto, "a\tb\n", [alpha]))).toBe("log.note-control");
    expect(codeOf(() => signNote(nodeCrypto, "\ud800\n", [alpha]))).toBe("log.note-utf8");
    expect(codeOf(() => signNote(nodeCrypto, "a\n", []))).toBe("log.note-signatures");
    expect(codeOf(() => formatNote({ text: "a\n", signatures: [] }))).toBe("log.note-signatures");
    expect(codeOf(() => formatNote({ text: "a", signatures: parseSignatureLines(line) }))).toBe("log.note-end");
  });

  it("is not signed or verified by a cosigner's key, nor by two keys that are one", () => {
    const witness = witnessSigner("w");
    expect(codeOf(() => signNote(nodeCrypto, "a\n", [witness]))).toBe("log.key-type");
    expect(codeOf(() => openNote(nodeCrypto, note, [alpha, witness]))).toBe("log.key-type");
    expect(codeOf(() => openNote(nodeCrypto, note, [alpha, alpha]))).toBe("log.key-duplicate");
  });

  it("comes apart and together again unchanged", () => {
    const signed = signNote(nodeCrypto, "a\n", [alpha, beta]);
    expect(openNote(nodeCrypto, signNote(nodeCrypto, "\n", [alpha]), [alpha]).text).toBe("\n");
    expect(formatNote(parseNote(signed))).toBe(signed);
    expect(parseSignatureLines(line).map(formatSignatureLine)).toEqual([line]);
    expect(codeOf(() => parseSignatureLines(line.slice(0, -1)))).toBe("log.note-end");
  });
});

const v = vectors("signed-note");
type Notes = {
  keys: Record<string, { vkey: string; skey: string }>;
  cases: {
    name: string;
    trusted: string[];
    expect: string;
    verified?: string[];
    unknown?: number;
    text?: string;
    noteBase64: string;
  }[];
};

describe.skipIf(!v.present)("signed note vectors (skipped: no vectors)", () => {
  const { keys, cases } = v.present ? v.json<Notes>("notes.json") : { keys: {}, cases: [] };
  const vkey = (name: string) => keys[name]?.vkey ?? "";
  const codes: Record<string, RegExp> = {
    malformed: /^log\.note-(?!signature$|unverified$)/,
    invalid: /^log\.note-signature$/,
    unverified: /^log\.note-unverified$/,
  };

  it("are 51", () => {
    expect(cases).toHaveLength(51);
  });

  it.each(cases)("F21 $name", ({ trusted, expect: answer, verified = [], unknown, text: body, noteBase64 }) => {
    for (const [, crypto] of CRYPTOS) {
      const open = () =>
        openNote(
          crypto,
          Buffer.from(noteBase64, "base64"),
          trusted.map((name) => parseVerifierKey(crypto, vkey(name))),
        );
      const code = codes[answer];
      if (code !== undefined) expect(codeOf(open)).toMatch(code);
      else
        expect(open()).toEqual({
          text: body,
          unknown,
          verified: verified.map((name) => parseVerifierKey(crypto, vkey(name))),
        });
    }
  });

  it("include the example of the specification", () => {
    const example = v.json<{ vkey: string; text: string; note: string }>("c2sp-example.json");
    expect(openNote(nodeCrypto, example.note, [parseVerifierKey(nodeCrypto, example.vkey)]).text).toBe(example.text);
  });

  it("are signed to the byte", () => {
    const signings = v.json<{ text: string; skeys: string[]; note: string }[]>("signing.json");
    for (const { text: body, skeys, note: signed } of signings) {
      for (const [, crypto] of CRYPTOS) {
        expect(
          signNote(
            crypto,
            body,
            skeys.map((key) => parseSignerKey(crypto, key)),
          ),
        ).toBe(signed);
      }
    }
    expect(signings).toHaveLength(4);
  });
});

import { nodeCrypto } from "@countersign/crypto/node";
import { testKey, text, vectors } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { formatCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { addSignatures, cosign, cosignedAt, cosignedMessage } from "./cosignature.ts";
import { COSIGNATURE, ED25519, formatVerifierKey, parseVerifierKey, signerKey } from "./key.ts";
import { formatSignatureLine, noteSignature, parseNote } from "./note.ts";
import { openCheckpoint } from "./open-checkpoint.ts";
import { signNote } from "./signed-note.ts";
import { CRYPTOS, codeOf, logSigner, witnessSigner } from "./test-log.testing.ts";
import { checkTrust } from "./trust.ts";
import type { Trust } from "./trust.ts";

const log = logSigner("log.example");
const [w1, w2, w3] = [witnessSigner("w1.example"), witnessSigner("w2.example"), witnessSigner("w3.example")];
const checkpoint = { origin: "log.example", size: 15, root: nodeCrypto.sha256(text("root")) };
const body = formatCheckpoint(checkpoint);
const trust: Trust = {
  origin: "log.example",
  logKey: log,
  witnesses: [
    { name: "one", key: w1 },
    { name: "two", key: w2 },
    { name: "three", key: w3 },
  ],
  quorum: { atLeast: 2, of: ["one", "two", "three"] },
};

const signed = signCheckpoint(nodeCrypto, checkpoint, log);
const line1 = cosign(nodeCrypto, body, w1, 1000);
const line2 = cosign(nodeCrypto, body, w2, 2000);
const line3 = cosign(nodeCrypto, body, w3, 3000);
const codeFor = (note: string, trusted: Trust = trust) => codeOf(() => openCheckpoint(nodeCrypto, note, trusted));

describe.each(CRYPTOS)("a cosigned checkpoint on %s", (_name, crypto) => {
  it("opens to its content and the time that the quorum vouches for", () => {
    const opened = openCheckpoint(crypto, signed + line1 + line2 + line3, trust);
    expect(opened).toMatchObject({ origin: "log.example", size: 15, time: 2000 });
    expect([...opened.times]).toEqual([
      ["one", 1000],
      ["two", 2000],
      ["three", 3000],
    ]);
  });

  it("is cosigned the same by every implementation", () => {
    expect(cosign(crypto, body, w1, 1000)).toBe(line1);
  });
});

describe("a cosigned checkpoint", () => {
  it("needs no witness and has no time where the quorum is none", () => {
    const opened = openCheckpoint(nodeCrypto, signed, { ...trust, quorum: "none" });
    expect(opened.time).toBeUndefined();
    expect(openCheckpoint(nodeCrypto, signed + line1, { ...trust, quorum: "none" }).times.get("one")).toBe(1000);
  });

  it("takes signature lines in any order, ignores strangers", () => {
    const stranger = cosign(nodeCrypto, body, witnessSigner("stranger"), 9000);
    const [, logLine = ""] = signed.split("\n\n");
    expect(codeFor(`${body}\n${line3}${stranger}${line1}${logLine}`)).toBe("none");
  });

  const type1 = signerKey(nodeCrypto, "w2.example", ED25519, testKey("w2.example").seed);
  const [, plainLine = ""] = signNote(nodeCrypto, body, [type1]).split("\n\n");
  const otherSize = cosign(nodeCrypto, body.replace("15", "14"), w2, 2000);
  const renamed = (line: string, name: string) => line.replace(/^— [^ ]+/, `— ${name}`);
  it.each<[string, string, string]>([
    ["no cosignature", signed, "log.quorum"],
    ["too few", signed + line1, "log.quorum"],
    ["one witness twice", signed + line1 + cosign(nodeCrypto, body, w1, 1001), "log.quorum"],
    ["one witness twice with one line", signed + line1 + line1, "log.quorum"],
    ["a stranger", signed + line1 + cosign(nodeCrypto, body, witnessSigner("stranger"), 1), "log.quorum"],
    ["a plain signature of a witness (another key id)", signed + line1 + plainLine, "log.quorum"],
    ["a cosignature under an unknown name", signed + line1 + renamed(line2, "w9.example"), "log.quorum"],
    ["a cosignature of another size", signed + line1 + line3 + otherSize, "log.cosignature"],
  ])("F13 with %s is refused", (_what, note, code) => {
    expect(codeFor(note)).toBe(code);
  });

  it("F13 with a bad cosignature of a known witness is refused, whoever else cosigned", () => {
    const [{ bytes } = { bytes: new Uint8Array(0) }] = parseNote(`a\n\n${line2}`).signatures;
    const later = formatSignatureLine(
      noteSignature(
        w2,
        bytes.map((byte, i) => (i === 7 ? byte ^ 1 : byte)),
      ),
    );
    const short = formatSignatureLine(noteSignature(w2, bytes.subarray(1)));
    for (const bad of [later, short]) expect(codeFor(signed + line1 + bad + line3)).toBe("log.cosignature");
  });

  it("F14 with a cosignature of 2^53 seconds or more is refused; one of 0 seconds is for the caller to judge", () => {
    const at = (high: number) => {
      const bytes = new Uint8Array(72);
      bytes[0] = high;
      return formatSignatureLine(noteSignature(w2, bytes));
    };
    expect(codeFor(signed + line1 + at(1))).toBe("log.cosignature-time");
    const zero = new Uint8Array(72);
    zero.set(nodeCrypto.signEd25519(w2.seed, cosignedMessage(body, 0)), 8);
    const opened = openCheckpoint(nodeCrypto, signed + line1 + formatSignatureLine(noteSignature(w2, zero)), trust);
    expect(opened.time).toBe(0);
  });

  it("F9 by a new key is refused", () => {
    const other = signerKey(nodeCrypto, "log.example", ED25519, testKey("new").seed);
    expect(codeFor(signCheckpoint(nodeCrypto, checkpoint, other) + line1 + line2)).toBe("log.key");
    expect(codeFor(`${body}\n${line1}${line2}`)).toBe("log.key");
  });

  it("F19 of another log is refused, even when our key signed it", () => {
    const text2 = formatCheckpoint({ ...checkpoint, origin: "other.example" });
    const note =
      signNote(nodeCrypto, text2, [log]) + cosign(nodeCrypto, text2, w1, 1) + cosign(nodeCrypto, text2, w2, 1);
    expect(codeFor(note)).toBe("log.origin");
  });

  it("with a changed root is refused for the log's own signature", () => {
    const forged = formatCheckpoint({ ...checkpoint, root: nodeCrypto.sha256(text("forged")) });
    const [, logLine = ""] = signed.split("\n\n");
    expect(codeFor(`${forged}\n${logLine}`)).toBe("log.note-signature");
  });
});

describe("a cosignature", () => {
  it("is made by a cosigner's key at a time above zero", () => {
    expect(codeOf(() => cosign(nodeCrypto, body, log, 1))).toBe("log.key-type");
    for (const time of [0, -1, 1.5, 2 ** 53, Number.NaN]) {
      expect(codeOf(() => cosign(nodeCrypto, body, w1, time))).toBe("log.cosignature-time");
    }
    expect(codeOf(() => cosign(nodeCrypto, "Any text.\n", w1, 1))).toBe("log.checkpoint-lines");
  });

  it("F13 has 72 bytes, whatever the verifier would take", () => {
    const lenient = { ...nodeCrypto, verifyEd25519: () => true };
    for (const length of [7, 8, 71, 73]) {
      const signatures = [noteSignature(w1, new Uint8Array(length))];
      expect(codeOf(() => cosignedAt(lenient, body, signatures, w1))).toBe("log.cosignature");
    }
    expect(cosignedAt(lenient, body, [noteSignature(w1, new Uint8Array(72))], w1)).toBe(0);
  });

  it("counts with its latest time", () => {
    const { signatures } = parseNote(signed + line1 + cosign(nodeCrypto, body, w1, 1001));
    expect(cosignedAt(nodeCrypto, body, signatures, w1)).toBe(1001);
    expect(cosignedAt(nodeCrypto, body, signatures, w2)).toBeUndefined();
    expect(codeOf(() => cosignedAt(nodeCrypto, body, signatures, logSigner("log.example/feed")))).toBe("log.key-type");
  });

  it("is added to a note once", () => {
    expect(addSignatures(signed, line1 + line2)).toBe(signed + line1 + line2);
    expect(addSignatures(signed + line1, line1 + line2)).toBe(signed + line1 + line2);
    expect(codeOf(() => addSignatures(signed, "nonsense\n"))).toBe("log.note-line");
    const many = Array.from({ length: 100 }, (_, i) => cosign(nodeCrypto, body, w1, i + 1)).join("");
    expect(codeOf(() => addSignatures(signed, many))).toBe("log.note-too-many");
  });
});

describe("a trust", () => {
  const twin = signerKey(nodeCrypto, "twin", COSIGNATURE, testKey("w1.example").seed);
  it.each<[string, Partial<Trust>, string]>([
    ["whose log key has another name", { origin: "other.example" }, "log.key-origin"],
    ["with a cosigner's key for the log", { logKey: { ...log, type: COSIGNATURE } }, "log.key-type"],
    ["with a log key for a witness", { witnesses: [{ name: "one", key: logSigner("x") }] }, "log.key-type"],
    [
      "with one key under two names",
      { witnesses: [...trust.witnesses, { name: "four", key: twin }] },
      "log.key-duplicate",
    ],
    [
      "with two witnesses of one name",
      { witnesses: [...trust.witnesses, { name: "one", key: witnessSigner("y") }] },
      "log.quorum-name",
    ],
    [
      "with the log as its own witness",
      { witnesses: [{ name: "one", key: witnessSigner("log.example") }] },
      "log.key-duplicate",
    ],
    ["with a witness named none", { witnesses: [{ name: "none", key: w1 }] }, "log.quorum-name"],
    ["with a blank in a witness's name", { witnesses: [{ name: "a b", key: w1 }] }, "log.quorum-name"],
    ["with a quorum of strangers", { quorum: "four" }, "log.quorum-unknown"],
  ])("F9 %s is refused", (_what, change, code) => {
    expect(codeOf(() => checkTrust({ ...trust, ...change }))).toBe(code);
    expect(codeFor(signed + line1 + line2, { ...trust, ...change })).toBe(code);
  });
});

const v = vectors("tlog-proof");
type Cosignatures = {
  checkpointText: string;
  logVkey: string;
  logLine: string;
  cosigners: { vkey: string; seedHex: string; timestamp: number; signedMessage: string; line: string }[];
  sameKeyAsType1: { vkey: string };
};

describe.skipIf(!v.present)("cosignature vectors (skipped: no vectors)", () => {
  it("come out byte for byte, and open", () => {
    const { checkpointText, logVkey, logLine, cosigners, sameKeyAsType1 } = v.json<Cosignatures>("cosignatures.json");
    for (const [, crypto] of CRYPTOS) {
      const keys = cosigners.map(({ vkey, seedHex }) => {
        const { name } = parseVerifierKey(crypto, vkey);
        return signerKey(crypto, name, COSIGNATURE, new Uint8Array(Buffer.from(seedHex, "hex")));
      });
      cosigners.forEach(({ vkey, timestamp, signedMessage, line }, i) => {
        const key = keys[i] ?? w1;
        expect(formatVerifierKey(key)).toBe(vkey);
        expect(Buffer.from(cosignedMessage(checkpointText, timestamp)).toString()).toBe(signedMessage);
        expect(cosign(crypto, checkpointText, key, timestamp)).toBe(line);
      });
      const logKey = parseVerifierKey(crypto, logVkey);
      const witnesses = keys.map((key) => ({ name: key.name, key }));
      const note = `${checkpointText}\n${logLine}${cosigners.map(({ line }) => line).join("")}`;
      const quorum = { all: witnesses.map(({ name }) => name) };
      expect(openCheckpoint(crypto, note, { origin: logKey.name, logKey, witnesses, quorum }).time).toBe(1767225600);
      expect(parseVerifierKey(crypto, sameKeyAsType1.vkey).id).not.toBe(keys[0]?.id);
    }
  });
});

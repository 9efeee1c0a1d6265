import { nodeCrypto } from "@countersign/crypto/node";
import { text } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { checkEvidence, commitment } from "./evidence.ts";
import { KINDS } from "./kind.ts";
import { formatLeaf, parseLeaf } from "./leaf.ts";

const sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

describe("a leaf", () => {
  it.each(KINDS)("of kind %s is read back as it was written", (kind) => {
    expect(parseLeaf(formatLeaf({ kind, sha256 }))).toEqual({ kind, sha256 });
  });

  it("is this canonical JSON", () => {
    expect(formatLeaf({ kind: "review", sha256 })).toEqual(text(`{"kind":"review","sha256":"${sha256}","v":1}`));
  });

  it.each([
    ["empty", ""],
    ["of an unknown kind", `{"kind":"verdict","sha256":"${sha256}","v":1}`],
    ["of an inherited kind", `{"kind":"constructor","sha256":"${sha256}","v":1}`],
    ["of another version", `{"kind":"review","sha256":"${sha256}","v":2}`],
    ["of a version as text", `{"kind":"review","sha256":"${sha256}","v":"1"}`],
    ["with another member", `{"kind":"review","repository":"x","sha256":"${sha256}","v":1}`],
    ["without a member", `{"kind":"review","v":1}`],
    ["in another order", `{"sha256":"${sha256}","kind":"review","v":1}`],
    ["with a blank", `{"kind": "review","sha256":"${sha256}","v":1}`],
    ["with an escape", `{"kind":"\\u0072eview","sha256":"${sha256}","v":1}`],
    ["in upper case", `{"kind":"review","sha256":"${sha256.toUpperCase()}","v":1}`],
    ["with a short hash", `{"kind":"review","sha256":"${sha256.slice(1)}","v":1}`],
    ["followed by a line feed", `{"kind":"review","sha256":"${sha256}","v":1}\n`],
    ["behind a byte order mark", `\ufeff{"kind":"review","sha256":"${sha256}","v":1}`],
    ["over 1 KiB", `{"kind":"review","sha256":"${sha256}","v":1}${" ".repeat(1000)}`],
    ["no JSON", "review"],
  ])("F18 is refused when it is %s", (_what, leaf) => {
    expect(() => parseLeaf(text(leaf))).toThrow(expect.objectContaining({ code: "log.leaf" }));
  });

  it("F18 is refused or another one when any byte of it is flipped", () => {
    const bytes = formatLeaf({ kind: "break-glass", sha256 });
    for (let at = 0; at < bytes.length; at += 1)
      for (let bit = 1; bit < 256; bit *= 2) {
        const flipped = bytes.with(at, (bytes[at] ?? 0) ^ bit);
        let read;
        try {
          read = parseLeaf(flipped);
        } catch (error) {
          expect(error).toMatchObject({ code: "log.leaf" });
          continue;
        }
        expect(formatLeaf(read)).toEqual(flipped);
      }
  });
});

describe("the evidence of a leaf", () => {
  const salt = Uint8Array.from({ length: 16 }, (_, at) => at);
  const envelope = text("envelope");
  const leaf = { kind: "review" as const, sha256: "68ac4d2c897602feb833d87543a97ac884316bde9498a0a6721f6da3b5499f25" };

  it("is committed to by SHA-256(salt, envelope), as sha256sum gives it", () => {
    expect(commitment(nodeCrypto, salt, envelope)).toBe(leaf.sha256);
    expect(() => checkEvidence(nodeCrypto, leaf, salt, envelope)).not.toThrow();
  });

  it.each([
    ["another salt", salt.with(15, 16), envelope],
    ["another envelope", salt, text("envelopf")],
    ["a shorter salt", salt.subarray(1), envelope],
    ["a longer salt", new Uint8Array([...salt, 1]), envelope],
    ["no salt", new Uint8Array(), envelope],
    ["a byte moved from the envelope to the salt", new Uint8Array([...salt, 0x65]), text("nvelope")],
    ["a byte moved from the salt to the envelope", salt.subarray(0, 15), new Uint8Array([15, ...envelope])],
  ])("F15 is refused with %s", (_what, otherSalt, otherEnvelope) => {
    expect(() => checkEvidence(nodeCrypto, leaf, otherSalt, otherEnvelope)).toThrow(
      expect.objectContaining({ code: "bundle.evidence-mismatch" }),
    );
  });

  it("F15 is refused without a zero at the end of the salt", () => {
    const zero = salt.with(15, 0);
    const other = { ...leaf, sha256: commitment(nodeCrypto, zero, envelope) };
    expect(() => checkEvidence(nodeCrypto, other, zero.subarray(0, 15), envelope)).toThrow(
      expect.objectContaining({ code: "bundle.evidence-mismatch" }),
    );
  });

  it("F25 looks different under another salt", () => {
    expect(commitment(nodeCrypto, salt.with(0, 9), envelope)).not.toBe(leaf.sha256);
  });
});

import { bytes, hex, text, vectors } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { emptyRoot, leafHash, nodeHash, sameBytes } from "./hash.ts";
import { CRYPTOS, codeOf } from "./test-log.testing.ts";

const v = vectors("checkpoint-tiles");

describe.each(CRYPTOS)("the hashes of RFC 6962 on %s", (_name, crypto) => {
  it("gives the known answers", () => {
    expect(hex(emptyRoot(crypto))).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(hex(leafHash(crypto, text("")))).toBe("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  });

  it("prefixes a leaf with 0x00 and a node with 0x01, whatever was hashed before", () => {
    const long = new Uint8Array(70_000).fill(7);
    for (const entry of [text("a longer entry first"), text("x"), long, text("")]) {
      expect(hex(leafHash(crypto, entry))).toBe(hex(crypto.sha256(new Uint8Array([0, ...entry]))));
    }
    const [left, right] = [crypto.sha256(text("l")), crypto.sha256(text("r"))];
    expect(hex(nodeHash(crypto, left, right))).toBe(hex(crypto.sha256(new Uint8Array([1, ...left, ...right]))));
  });

  it("refuses to join what are no hashes", () => {
    const hash = new Uint8Array(32);
    expect(codeOf(() => nodeHash(crypto, hash, new Uint8Array(31)))).toBe("log.hash-length");
    expect(codeOf(() => nodeHash(crypto, new Uint8Array(33), hash))).toBe("log.hash-length");
  });

  it("compares bytes and lengths", () => {
    expect(sameBytes(bytes("0102"), bytes("0102"))).toBe(true);
    expect(sameBytes(bytes("0102"), bytes("0103"))).toBe(false);
    expect(sameBytes(bytes("01"), bytes("0102"))).toBe(false);
  });
});

describe.skipIf(!v.present)("published leaf hashes (skipped: no vectors)", () => {
  it("are ours", () => {
    const { entriesHex, leafHashesHex } = v.json<{ entriesHex: string[]; leafHashesHex: string[] }>(
      "rfc6962-roots.json",
    );
    for (const [, crypto] of CRYPTOS) {
      expect(entriesHex.map((entry) => hex(leafHash(crypto, bytes(entry))))).toEqual(leafHashesHex);
    }
  });
});

import { nodeCrypto } from "@countersign/crypto/node";
import { describe, expect, it } from "vitest";
import { absentOid, parseOid } from "../objects/oid.ts";
import { pathFromBytes } from "../objects/path.ts";
import { changeDigest, formatEntry, isChangeDigest } from "./digest.ts";
import type { Entry } from "./entry.ts";

const bytes = (text: string) => pathFromBytes(Uint8Array.from(text, (unit) => unit.charCodeAt(0)));
const edited: Entry = {
  path: bytes("ranker/score.py"),
  oldMode: "100644",
  newMode: "100644",
  oldOid: parseOid("5".repeat(40), "sha1"),
  newOid: parseOid("6".repeat(40), "sha1"),
  oldSha256: "7".repeat(64),
  newSha256: "8".repeat(64),
};
const gitlink: Entry = {
  path: bytes("vendor/\xff"),
  oldMode: "000000",
  newMode: "160000",
  oldOid: absentOid("sha1"),
  newOid: parseOid("6".repeat(40), "sha1"),
  oldSha256: "-",
  newSha256: "-",
};
const digest = (...entries: readonly Entry[]) => changeDigest(nodeCrypto, "sha1", entries);

describe("the change digest", () => {
  it("is what sha256sum gives for the records", () => {
    expect(digest(edited, gitlink)).toBe("cs-diff-v1:f7bd74be68bd442ddbe74e428bb215cdb821fec07d19811a8172b13784e902ca");
  });

  it("writes a record as modes, object ids, SHA-256s, a tab, the path's bytes and NUL", () => {
    const zeros = "0".repeat(40);
    expect(formatEntry(gitlink)).toBe(`000000 160000 ${zeros} ${"6".repeat(40)} - -\tvendor/\xff\0`);
  });

  it("of nothing does not exist", () => {
    expect(digest()).toBeUndefined();
  });

  it("C19 depends on every member of an entry, on their order, and on the object format", () => {
    const oid = parseOid("9".repeat(40), "sha1");
    const others = [
      digest(edited),
      digest({ ...edited, path: bytes("ranker/score.pz") }),
      digest({ ...edited, oldMode: "100755" }),
      digest({ ...edited, newMode: "100755" }),
      digest({ ...edited, oldOid: oid }),
      digest({ ...edited, newOid: oid }),
      digest({ ...edited, oldSha256: "9".repeat(64) }),
      digest({ ...edited, newSha256: "9".repeat(64) }),
      digest(edited, gitlink),
      digest(gitlink, edited),
      changeDigest(nodeCrypto, "sha256", [edited]),
    ];
    expect(new Set(others).size).toBe(others.length);
  });

  it.each([
    ["cs-diff-v1:" + "a".repeat(64), true],
    ["cs-diff-v1:" + "A".repeat(64), false],
    ["cs-diff-v1:" + "a".repeat(63), false],
    ["cs-diff-v1:" + "a".repeat(64) + "\n", false],
    ["cs-diff-v2:" + "a".repeat(64), false],
    ["a".repeat(64), false],
  ])("is spelled %j: %s", (text, expected) => {
    expect(isChangeDigest(text)).toBe(expected);
  });
});

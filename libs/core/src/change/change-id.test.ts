import { nodeCrypto } from "@countersign/crypto/node";
import { describe, expect, it } from "vitest";
import { parseOid } from "../objects/oid.ts";
import { changeId, checkChangeId, identityOf, parseChangeId } from "./change-id.ts";
import type { ChangeIdentity, NamesChange } from "./change-id.ts";

const oid = (digit: string) => parseOid(digit.repeat(40), "sha1");
const ID = "058b4b5c77a9474cdd3676afda5de9265d83f2c6a801df8ad5f1528e7838ad53";
const identity: ChangeIdentity = {
  base: { commit: oid("1"), tree: oid("2") },
  changeDigest: "cs-diff-v1:f7bd74be68bd442ddbe74e428bb215cdb821fec07d19811a8172b13784e902ca",
  head: { commit: oid("3") },
  ref: "refs/heads/main",
  repository: "github:123456",
  result: { tree: oid("4") },
};
const record: NamesChange = {
  change: ID,
  repository: { id: "github:123456", uri: "git+https://github.com/acme/feed" },
  ref: identity.ref,
  base: { gitCommit: oid("1"), gitTree: oid("2") },
  head: { gitCommit: oid("3") },
  result: { gitTree: oid("4") },
  changeDigest: identity.changeDigest,
};

describe("the change id", () => {
  it("is what sha256sum gives for the canonical JSON of the identity", () => {
    expect(changeId(nodeCrypto, identity)).toBe(ID);
  });

  it("is the same for the same proposal captured twice, whatever else the object holds", () => {
    const more = { ...identity, base: { ...identity.base, title: "x" }, title: "x" };
    expect(changeId(nodeCrypto, more)).toBe(ID);
  });

  it("A12 is another one for every other base, head, result, ref, repository and digest", () => {
    const others: readonly ChangeIdentity[] = [
      { ...identity, base: { commit: oid("9"), tree: oid("2") } },
      { ...identity, base: { commit: oid("1"), tree: oid("9") } },
      { ...identity, changeDigest: `cs-diff-v1:${"0".repeat(64)}` },
      { ...identity, head: { commit: oid("9") } },
      { ...identity, ref: "refs/heads/release/1" },
      { ...identity, repository: "github:654321" },
      { ...identity, result: { tree: oid("9") } },
    ];
    expect(new Set(others.map((other) => changeId(nodeCrypto, other)).concat(ID)).size).toBe(8);
  });

  it("is read in full only", () => {
    expect(parseChangeId(ID)).toBe(ID);
    for (const text of ["", ID.slice(0, 16), ID.toUpperCase(), `${ID}\n`, `${ID}0`]) {
      expect(() => parseChangeId(text)).toThrow(expect.objectContaining({ code: "statement.change" }));
    }
  });

  it("B13 is recomputed from what a record says", () => {
    expect(identityOf(record)).toEqual(identity);
    expect(() => checkChangeId(nodeCrypto, record)).not.toThrow();
    const lying = { ...record, base: { gitCommit: oid("1"), gitTree: oid("9") } };
    expect(() => checkChangeId(nodeCrypto, lying)).toThrow(expect.objectContaining({ code: "statement.change" }));
  });
});

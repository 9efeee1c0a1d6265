import type { CapturedChange, Repository } from "@countersign/core";
import { absentOid, parseOid, pathFromBytes } from "@countersign/core";
import { describe, expect, it } from "vitest";
import { DETECTORS, analyse, classify } from "./index.ts";

const oid = (digit: string) => parseOid(digit.repeat(40), "sha1");
const path = (text: string) => pathFromBytes(new TextEncoder().encode(text));
const absent = absentOid("sha1");

const entries: CapturedChange["entries"] = [
  {
    path: path("a"),
    oldMode: "100644",
    newMode: "100644",
    oldOid: oid("1"),
    newOid: oid("2"),
    oldSha256: "-",
    newSha256: "-",
  },
  {
    path: path("b"),
    oldMode: "100644",
    newMode: "000000",
    oldOid: oid("3"),
    newOid: absent,
    oldSha256: "-",
    newSha256: "-",
  },
  {
    path: path("c"),
    oldMode: "160000",
    newMode: "160000",
    oldOid: oid("4"),
    newOid: oid("5"),
    oldSha256: "-",
    newSha256: "-",
  },
];

/** Answers by object id, as a repository does. */
const sizes: Pick<Repository, "digest"> = {
  digest: async (blob) => ({
    sha256: "0".repeat(64),
    size: blob === oid("2") ? 20 : 30,
    lines: blob === oid("2") ? 2 : 3,
  }),
};

describe("the analysis without detectors", () => {
  it("says of every entry that it was not analysed, with the size of what the reviewer sees", async () => {
    const { coverage, findings } = await analyse(sizes, { entries });
    expect(findings).toEqual([]);
    expect(coverage).toEqual([
      { path: "a", analysed: "none", bytes: 20, lines: 2 },
      { path: "b", analysed: "none", bytes: 30, lines: 3 },
      { path: "c", analysed: "none", bytes: 0, lines: 0 },
    ]);
  });

  it("knows the class of no path, so that requirements by class claim all of them", async () => {
    const [classes] = await classify([{ entries }]);
    expect(classes?.get("a")).toBeUndefined();
  });

  it("has an identity that a policy can pin", () => {
    expect(DETECTORS.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(DETECTORS.sha256).toMatch(/^[0-9a-f]{64}$/);
  });
});

import { pathFromBytes } from "@countersign/core";
import type { Finding, LogContents } from "@countersign/core";
import { examplePolicy, scribe } from "@countersign/core/testing";
import { describe, expect, it } from "vitest";
import { capturedChange } from "./queue-home.testing.ts";
import { revisionDifference } from "./revision-difference.ts";
import type { Revision } from "./revision-difference.ts";

const contents: LogContents = scribe(examplePolicy(), ["olga", "dana", "nils"], []).contents();
const revision = (words: Parameters<typeof capturedChange>[1], findings: readonly Finding[] = []): Revision => ({
  record: capturedChange(contents, words).record,
  packet: { findings },
});

const finding = (title: string, from: number): Finding => ({
  class: "weight",
  code: "param.changed",
  risk: "R3",
  roles: [],
  title,
  at: [{ path: pathFromBytes(new TextEncoder().encode("ranker/score.py")), side: "result", from, to: from }],
  evidence: {},
  detector: "weight",
});

describe("what differs between two revisions", () => {
  it("is nothing for a rebase that brings the same entries", () => {
    expect(revisionDifference(revision({ head: "a" }), revision({ head: "b" }))).toEqual({
      same: true,
      entries: [],
      findings: { fresh: [], gone: [] },
    });
  });

  it("names what is new, other, and gone again", () => {
    const before = revision({ content: "one", paths: ["a", "b"] });
    const now = revision({ content: "two", paths: ["b", "c"] });
    expect(revisionDifference(before, now).entries.map(({ path, kind }) => [path, kind])).toEqual([
      ["a", "dropped"],
      ["b", "different"],
      ["c", "new"],
    ]);
  });

  it("says so where only what it stands on is another", () => {
    const before = revision({});
    const entries = before.record.entries.map((entry) => ({ ...entry, oldOid: entry.newOid, newOid: entry.newOid }));
    const [kind] = revisionDifference({ record: { ...before.record, entries } }, before).entries.map((one) => one.kind);
    expect(kind).toBe("other-base");
  });

  it("tells findings by what they say, not by their lines, and each as often as it is there", () => {
    const before = revision({}, [finding("1 → 2", 3), finding("5 → 6", 4)]);
    const now = revision({}, [finding("1 → 2", 30), finding("1 → 2", 31)]);
    const { fresh, gone } = revisionDifference(before, now).findings;
    expect(fresh.map(({ title, at }) => [title, at[0]?.from])).toEqual([["1 → 2", 31]]);
    expect(gone.map(({ title }) => title)).toEqual(["5 → 6"]);
  });
});

import { nodeCrypto } from "@countersign/crypto/node";
import { describe, expect, it } from "vitest";
import { changeDigest } from "../change/digest.ts";
import { parseOid } from "../objects/oid.ts";
import { capturedChanges } from "./captured.ts";
import { draftedLine } from "./drafted-line.testing.ts";
import type { DraftedLine, Otherwise } from "./drafted-line.testing.ts";
import { FEED, MAIN, START } from "./drafted-log.testing.ts";
import { LONGEST_RUN, digestOf, explainSegments } from "./explanations.ts";
import { questionKey } from "./facts.ts";
import { edit, treeOf } from "./made-up.testing.ts";

const SCORE = "ranker/score.py";
const LIST = "ui/list.ts";

/** Every explained segment as `start-end how name`, names being those under which the changes were kept. */
function explained(
  line: DraftedLine,
  names: Readonly<Record<string, string>>,
  merges = false,
  otherwise: Otherwise = {},
): readonly string[] {
  const facts = line.facts(otherwise);
  const found = explainSegments(facts, capturedChanges(facts.log, FEED.id, new Set([MAIN])), merges);
  const nameOf = (change: string) => Object.entries(names).find(([, id]) => id === change)?.[0] ?? "another";
  return [...found.values()]
    .flat()
    .toSorted((a, b) => a.start - b.start || a.end - b.end)
    .flatMap(({ start, end, explanations }) =>
      explanations.map(({ how, change }) => `${start}-${end} ${how} ${nameOf(change.record.change)}`),
    );
}

describe("a step or run of the line", () => {
  it("stands for the captured changes whose digest it has, and nothing else does", () => {
    const line = draftedLine();
    line.step([edit(SCORE, "1", "2")]);
    line.step([edit(LIST, "1", "2")]);
    const one = line.approved([edit(SCORE, "1", "2")]);
    const again = line.capture([edit(SCORE, "1", "2")]);
    const other = line.capture([edit(LIST, "1", "3")]);
    expect(explained(line, { one, again, other })).toEqual(["0-1 exact one", "0-1 exact again"]);
  });

  it("stands for a change that landed in several steps, wherever it begins", () => {
    const line = draftedLine();
    line.step([edit(LIST, "1", "2")]);
    line.step([edit(SCORE, "1", "2")]);
    line.step([edit(SCORE, "2", "3"), edit("a", undefined, "1")]);
    line.step([edit("a", "1", undefined)]);
    const whole = line.approved([edit(SCORE, "1", "3")]);
    expect(explained(line, { whole })).toEqual(["1-4 exact whole"]);
  });

  it("stands for nothing where it takes itself back", () => {
    const line = draftedLine();
    line.step([edit(SCORE, "1", "2")]);
    line.step([edit(SCORE, "2", "1")]);
    expect(explained(line, {})).toEqual([]);
    line.capture([]);
    expect(explained(line, {})).toEqual([]);
  });

  it("cannot begin where nothing changes, and may go on over such a step", () => {
    const line = draftedLine();
    line.step([]);
    line.step([edit(SCORE, "1", "2")]);
    line.step([]);
    line.step([edit(SCORE, "2", "3")]);
    const whole = line.approved([edit(SCORE, "1", "3")]);
    expect(explained(line, { whole })).toEqual(["1-4 exact whole"]);
  });

  it("A13: does not stand for a change that a piece of it is already: landing, reverting and landing again is two", () => {
    const line = draftedLine();
    line.step([edit(SCORE, "1", "2")]);
    line.step([edit(SCORE, "2", "1")]);
    line.step([edit(SCORE, "1", "2")]);
    const change = line.approved([edit(SCORE, "1", "2")]);
    expect(explained(line, { change })).toEqual(["0-1 exact change", "2-3 exact change"]);
  });

  it("A13: the same where the change landed in two steps each time", () => {
    const line = draftedLine();
    const twice = () => {
      line.step([edit(SCORE, "1", "2")]);
      line.step([edit(SCORE, "2", "3")]);
    };
    twice();
    line.step([edit(SCORE, "3", "1")]);
    twice();
    const change = line.approved([edit(SCORE, "1", "3")]);
    expect(explained(line, { change })).toEqual(["0-2 exact change", "3-5 exact change"]);
  });

  it("C2: does not stand for a change while a piece of it stands for another approved one", () => {
    const line = draftedLine();
    line.step([edit(SCORE, "1", "2")]);
    line.step([edit(LIST, "1", "2"), edit(SCORE, "2", "1")]);
    const list = line.approved([edit(LIST, "1", "2")]);
    const score = line.capture([edit(SCORE, "1", "2")]);
    expect(explained(line, { list, score })).toEqual(["0-1 exact score", "0-2 exact list"]);
    line.review(score, "dana");
    expect(explained(line, { list, score })).toEqual(["0-1 exact score"]);
  });

  it("stands for a change although pieces of it are captured ones that nobody approved", () => {
    const line = draftedLine();
    line.step([edit(SCORE, "1", "2")]);
    line.step([edit(SCORE, "2", "3")]);
    const piece = line.capture([edit(SCORE, "1", "2")]);
    const whole = line.approved([edit(SCORE, "1", "3")]);
    expect(explained(line, { piece, whole })).toEqual(["0-1 exact piece", "0-2 exact whole"]);
    line.review(piece, "dora", { decision: "reject" });
    expect(explained(line, { piece, whole })).toEqual(["0-1 exact piece", "0-2 exact whole"]);
    line.review(piece, "dora");
    expect(explained(line, { piece, whole })).toEqual(["0-1 exact piece"]);
  });

  it("A20: stands for a change although a piece of it is an approved earlier revision of that change", () => {
    const line = draftedLine();
    line.step([edit(SCORE, "1", "2")]);
    line.step([edit(SCORE, "2", "3")]);
    const piece = line.approved([edit(SCORE, "1", "2")]);
    const whole = line.approved([edit(SCORE, "1", "3")], { previous: [piece] });
    expect(explained(line, { piece, whole })).toEqual(["0-1 exact piece", "0-2 exact whole"]);
    const stranger = line.approved([edit(SCORE, "1", "3")]);
    expect(explained(line, { piece, whole, stranger })).toEqual(["0-1 exact piece", "0-2 exact whole"]);
  });

  it("is looked for within two hundred and fifty steps", () => {
    const runOf = (steps: number) => {
      const line = draftedLine();
      for (let step = 0; step < steps; step++) line.step([edit(SCORE, String(step), String(step + 1))]);
      const whole = line.approved([edit(SCORE, "0", String(steps))]);
      return explained(line, { whole });
    };
    expect(runOf(LONGEST_RUN)).toEqual([`0-${LONGEST_RUN} exact whole`]);
    expect(runOf(LONGEST_RUN + 1)).toEqual([]);
  });

  it("is looked for in ten million steps of search, and then refused", () => {
    const search = (steps: number) => {
      const facts = draftedLine().facts();
      const point = { commit: START, tree: treeOf(START) };
      const edge = { from: point, to: point, entries: [], people: [] };
      const line = { edges: Array.from({ length: steps }, () => edge), commits: [] };
      return explainSegments({ ...facts, line }, capturedChanges(facts.log, FEED.id, new Set([MAIN])), false).size;
    };
    expect(search(40_000)).toBe(0);
    expect(() => search(40_200)).toThrow(expect.objectContaining({ code: "limit.range" }));
  });
});

describe("a line of forty thousand landings", () => {
  it("is searched step by step, because nothing longer may stand for anything", () => {
    const drafted = draftedLine();
    const [there, back] = [edit(SCORE, "1", "2"), edit(SCORE, "2", "1")];
    for (const entry of [there, back]) drafted.approved([entry]);
    const facts = drafted.facts();
    const point = { commit: START, tree: treeOf(START) };
    const steps = [there, back].map((entry) => ({ from: point, to: point, entries: [entry], people: [] }));
    const edges = Array.from({ length: 20_100 }, () => steps).flat();
    const captured = capturedChanges(facts.log, FEED.id, new Set([MAIN]));
    const found = explainSegments({ ...facts, line: { edges, commits: [] } }, captured, false);
    expect(new Set([...found.values()].map((segments) => segments.length))).toEqual(new Set([1]));
    expect(found.size).toBe(40_200);
  });
});

describe("a clean merge", () => {
  const landed = edit(SCORE, "2", "3");
  const approved = edit(SCORE, "1", "4");
  /** A line on which something landed before a merge of an approved change. */
  function merged(start = 1) {
    const line = draftedLine();
    line.step([edit(SCORE, "1", "2")]);
    line.step([landed]);
    const change = line.approved([approved]);
    return { line, change, merges: new Map([[questionKey(start, change), [landed]]]) };
  }

  it("explains the step that is what Git merges onto its start, where merges may explain", () => {
    const { line, change, merges } = merged();
    expect(explained(line, { change }, true, { answers: { merges } })).toEqual(["1-2 clean-merge change"]);
    expect(explained(line, { change }, false, { answers: { merges } })).toEqual([]);
  });

  it("explains nothing at another start, in a conflict, or with another result", () => {
    const { line, change } = merged();
    const key = questionKey(1, change);
    const at = (merges: Map<string, readonly (typeof landed)[] | undefined>) =>
      explained(line, { change }, true, { answers: { merges } });
    expect(at(merged(0).merges)).toEqual([]);
    expect(at(new Map([[key, undefined]]))).toEqual([]);
    expect(at(new Map([[key, []]]))).toEqual([]);
    expect(at(new Map([[key, [edit(SCORE, "2", "5")]]]))).toEqual([]);
    expect(at(new Map([[key, [landed, edit(LIST, "1", "2")]]]))).toEqual([]);
  });

  it("explains a run as well", () => {
    const { line, change, merges } = merged();
    merges.set(questionKey(1, change), [edit(SCORE, "2", "6")]);
    line.step([edit(SCORE, "3", "6")]);
    expect(explained(line, { change }, true, { answers: { merges } })).toEqual(["1-3 clean-merge change"]);
  });

  it("of a change that touches none of the step's paths is not looked for", () => {
    const line = draftedLine();
    line.step([landed]);
    const change = line.approved([edit(LIST, "1", "2")]);
    const merges = new Map([[questionKey(0, change), [landed]]]);
    expect(explained(line, { change }, true, { answers: { merges } })).toEqual([]);
  });

  it("leaves longer runs open, which what is exactly an approved change does not", () => {
    const { line, change, merges } = merged();
    line.step([edit(LIST, "1", "2")]);
    const both = line.capture([landed, edit(LIST, "1", "2")]);
    expect(explained(line, { change, both }, true, { answers: { merges } })).toEqual(["1-2 clean-merge change"]);
    line.review(both, "dana");
    expect(explained(line, { change, both }, true, { answers: { merges } })).toEqual(["1-2 clean-merge change"]);
    const revision = line.approved([landed, edit(LIST, "1", "2")], { previous: [change] });
    expect(explained(line, { change, both, revision }, true, { answers: { merges } })).toEqual([
      "1-2 clean-merge change",
      "1-3 exact revision",
    ]);
  });
});

describe("the digest of entries", () => {
  it("is none for none, and that of the object format otherwise", () => {
    const facts = draftedLine().facts();
    expect(digestOf(facts, [])).toBeUndefined();
    const entry = edit(SCORE, "1", "2");
    const [oldOid, newOid] = ["1", "2"].map((digit) => parseOid(digit.repeat(64), "sha256"));
    if (oldOid === undefined || newOid === undefined) throw new Error("two ids");
    const long = { ...entry, oldOid, newOid };
    expect(digestOf(facts, [entry])).toBe(changeDigest(nodeCrypto, "sha1", [entry]));
    expect(digestOf(facts, [long])).toBe(changeDigest(nodeCrypto, "sha256", [long]));
  });
});

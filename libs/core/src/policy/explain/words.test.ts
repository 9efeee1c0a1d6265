import { describe, expect, it } from "vitest";
import { parsePattern } from "../../change/pattern.ts";
import { examplePolicy } from "../example.testing.ts";
import { parsePolicy } from "../parse.ts";
import {
  enumerate,
  spellClaim,
  spellCoverage,
  spellQuorum,
  spellReviewers,
  spellScope,
  spellThreshold,
} from "./words.ts";

const policy = parsePolicy(examplePolicy());
const patterns = (...texts: readonly string[]) => texts.map(parsePattern);
const REQUIREMENT = { id: "algorithm", role: "oracle", count: 1, coverage: ["same-change"] } as const;

describe("the words of a policy", () => {
  it("enumerate", () => {
    expect([enumerate([]), enumerate(["a"]), enumerate(["a", "b"])]).toEqual(["nobody", "a", "a and b"]);
    expect(enumerate(["a", "b", "c"], "or")).toBe("a, b or c");
  });

  it("name who meets a threshold: all, or so many of more", () => {
    const threshold = (count: number, ...people: readonly string[]) =>
      spellThreshold({ organisation: "acme", people, count });
    expect(threshold(1, "olga")).toBe("olga (acme)");
    expect(threshold(2, "olga", "otto")).toBe("olga and otto (acme)");
    expect(threshold(2, "olga", "otto", "paul")).toBe("2 of olga, otto and paul (acme)");
  });

  it("name who fulfils a requirement, or nobody", () => {
    expect(spellReviewers(policy, REQUIREMENT)).toBe("dana as oracle (oracle)");
    expect(spellReviewers(policy, { ...REQUIREMENT, role: "x" })).toBe("nobody as x (nobody)");
  });

  it("say what a requirement claims by paths, by classes, by both or not at all", () => {
    const claim = (paths?: readonly string[], classes?: readonly string[]) =>
      spellClaim({
        ...REQUIREMENT,
        ...(paths === undefined ? {} : { paths: patterns(...paths) }),
        ...(classes === undefined ? {} : { classes }),
      });
    expect([claim(), claim(["**"]), claim(["ui/*", "**"])]).toEqual(["every change", "every change", "every change"]);
    expect(claim(["ranker/**", "ui/*"])).toBe("changes to ranker/** or ui/*");
    expect(claim(undefined, ["egress", "label"])).toBe("changes in which the detectors find egress or label");
    expect(claim(["ui/*"], ["egress"])).toBe("changes to ui/* in which the detectors find egress");
  });

  it("say what is in scope", () => {
    const [repository] = policy.repositories;
    if (repository === undefined) throw new Error("the example has a repository");
    const scope = (include: readonly string[], exclude: readonly string[]) =>
      spellScope({ ...repository, scope: { include: patterns(...include), exclude: patterns(...exclude) } });
    expect(scope(["ui/*", "**"], [])).toBe("everything");
    expect(scope(["ui/*", "ranker/**"], ["docs/**", "*.md"])).toBe("ui/* and ranker/** but docs/** and *.md");
  });

  it("say how content may have come to the ref", () => {
    expect(spellCoverage({ ...REQUIREMENT, coverage: ["same-change", "exact-tree", "clean-merge"] })).toBe(
      "as the same change on any base, on a base that is the same within the scope or by a clean merge of the approved result",
    );
  });

  it("say which witnesses are enough", () => {
    expect(spellQuorum("none")).toBe("no witness");
    expect(spellQuorum("a")).toBe("a");
    expect(spellQuorum({ all: ["a"] })).toBe("a");
    expect(spellQuorum({ all: ["a", "b"] })).toBe("all of a and b");
    expect(spellQuorum({ any: ["a", { all: ["b", "c"] }] })).toBe("one of a and (all of b and c)");
    expect(spellQuorum({ atLeast: 2, of: ["a", "b", "c"] })).toBe("2 of a, b and c");
  });
});

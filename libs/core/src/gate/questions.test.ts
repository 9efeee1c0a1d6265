import { describe, expect, it } from "vitest";
import { draftedLine } from "./drafted-line.testing.ts";
import type { DraftedLine } from "./drafted-line.testing.ts";
import { ALGORITHM } from "./drafted-policy.testing.ts";
import { edit, madeUp } from "./made-up.testing.ts";
import { contentQuestions } from "./questions.ts";

const SCORED = [edit("ranker/score.py", "1", "2")];
const BESIDE = { gitCommit: madeUp("beside"), gitTree: madeUp("tree beside") };

/** A line of two steps of one file, under a requirement of some classes. */
function landed(...coverage: readonly string[]): DraftedLine {
  const line = draftedLine({ requirements: [{ ...ALGORITHM, coverage }] });
  line.step(SCORED);
  line.step([edit("ranker/score.py", "2", "3")]);
  return line;
}

/** Each question as `kind@edge name`. */
function asked(
  line: DraftedLine,
  names: Readonly<Record<string, string>>,
  below?: ReadonlySet<ReturnType<typeof madeUp>>,
) {
  const { answers: _answers, ...facts } = line.facts();
  const known = below === undefined ? facts : { ...facts, line: { ...facts.line, below } };
  const nameOf = (change: string) => Object.entries(names).find(([, id]) => id === change)?.[0] ?? "another";
  return contentQuestions(known).map(({ kind, edge, change }) => `${kind}@${edge} ${nameOf(change.change)}`);
}

describe("what the judgement asks Git about contents", () => {
  it("is nothing under same-change", () => {
    const line = landed("same-change");
    const one = line.approved(SCORED, { base: BESIDE });
    expect(asked(line, { one })).toEqual([]);
  });

  it("is nothing for an environment that requires nothing", () => {
    const line = landed("exact-tree");
    line.approved(SCORED, { base: BESIDE });
    const { answers: _answers, ...facts } = line.facts({ request: { environment: "staging" } });
    expect(contentQuestions(facts)).toEqual([]);
  });

  it("is under exact-tree whether a base beside the line has the same content, for what explains a step", () => {
    const line = landed("exact-tree");
    const beside = line.approved(SCORED, { base: BESIDE });
    const on = line.approved(SCORED);
    const other = line.approved([edit("ui/list.ts", "1", "2")], { base: BESIDE });
    expect(asked(line, { beside, on, other })).toEqual(["same-base@0 beside"]);
  });

  it("is under clean-merge what a change gives that touches the same paths and whose base lies behind", () => {
    const line = landed("clean-merge");
    const one = line.approved([edit("ranker/score.py", "0", "9")]);
    const list = line.approved([edit("ui/list.ts", "1", "2")]);
    const beside = line.approved([edit("ranker/score.py", "0", "8")], { base: BESIDE });
    const above = line.approved([edit("ranker/score.py", "0", "7")], {
      base: { gitCommit: madeUp("c1"), gitTree: madeUp("x") },
    });
    const names = { one, list, beside, above };
    expect(asked(line, names)).toEqual(["merge@0 one", "merge@1 one", "merge@1 above"]);
    expect(asked(line, names, new Set([BESIDE.gitCommit]))).toEqual([
      "merge@0 one",
      "merge@0 beside",
      "merge@1 one",
      "merge@1 beside",
      "merge@1 above",
    ]);
  });

  it("is no merge of what explains the step exactly, where that suffices", () => {
    const line = landed("same-change", "clean-merge");
    const exact = line.approved(SCORED);
    const again = line.approved(SCORED);
    const other = line.approved([edit("ranker/score.py", "0", "9")]);
    const names = { exact, again, other };
    expect(asked(line, names)).toEqual(["merge@0 other", "merge@1 exact", "merge@1 again", "merge@1 other"]);
    const strict = landed("clean-merge");
    const one = strict.approved(SCORED);
    expect(asked(strict, { one })).toEqual(["merge@0 one", "merge@1 one"]);
    const both = landed("exact-tree", "clean-merge");
    const beside = both.approved(SCORED, { base: BESIDE });
    expect(asked(both, { beside }, new Set([BESIDE.gitCommit]))).toEqual([
      "same-base@0 beside",
      "merge@0 beside",
      "merge@1 beside",
    ]);
  });
});

import { exitFor } from "@countersign/core";
import { draft } from "@countersign/core/testing";
import type { World } from "@countersign/core/testing";
import { describe, expect, it } from "vitest";
import { askWithoutState, askerWithState } from "../agreement/ask-with-state.testing.ts";
import type { Ask } from "../agreement/ask-with-state.testing.ts";
import type { GateAnswer } from "../agreement/gate-answer.testing.ts";
import { withCases } from "../agreement/open-cases.testing.ts";

const NOON = 1_795_341_600;
/** A file in which a line is new in each step; the detector of these worlds calls two of them `egress`. */
const FILE = "serving/io.ts";

/** Steps h1..h3, captured and approved by the oracle, then what data-guard says of some of them. */
function splitClass(paths: readonly string[], approved: readonly number[]): World {
  const requirement = { paths: ["**"], count: 1, coverage: ["same-change"] } as const;
  const w = draft({
    requirements: [
      { ...requirement, id: "algorithm", role: "oracle" },
      { ...requirement, id: "data-flow", role: "data-guard", classes: ["egress"] },
    ],
    environments: [{ id: "production", requires: ["algorithm", "data-flow"] }],
  });
  const changes = paths.map((path, at) => {
    const base = at === 0 ? "c0" : `h${at}`;
    const before = w.filesOf(base);
    const head = w.commit(`h${at + 1}`, [base], { ...before, [path]: `${before[path] ?? ""}ids[${at}]\n` });
    const change = w.capture(base, head);
    w.review(change, "dana");
    return change;
  });
  for (const at of approved) w.review(changes[at - 1] ?? -1, "nils");
  return w.world(`h${paths.length}`);
}

const PENDING = { decision: "pending", code: "decision.missing", residual: [], exit: 3 };
const ALLOWED = { decision: "allow", code: "gate.allowed", residual: [], exit: 0 };

function withExit(answer: GateAnswer) {
  return { ...answer, exit: exitFor(answer.code) };
}

function atNoon(commit: string, size: number): Ask {
  return { commit, size, time: NOON, now: NOON + 60 };
}

describe("group 4: classes", () => {
  it("D24: ids that come a few at a time are asked for at the step with which the whole range has the class", async () => {
    const world = splitClass([FILE, FILE, FILE], [2]);
    await withCases([world], async ({ about }) => {
      const all = about.log.lines.length;
      const ask = async (commit: string, size: number) => withExit(await askWithoutState(about, atNoon(commit, size)));
      expect(await ask("h1", all - 1)).toEqual(ALLOWED);
      expect(await ask("h2", all - 1)).toEqual(PENDING);
      expect(await ask("h3", all - 1)).toEqual(PENDING);
      expect(await ask("h3", all)).toEqual(ALLOWED);
    });
  });

  it("D24: steps that are deployed one by one are one range for a gate that remembers", async () => {
    const world = splitClass([FILE, FILE, FILE], [2]);
    await withCases([world], async ({ about }) => {
      const all = about.log.lines.length;
      const gate = askerWithState(about);
      const ask = async (commit: string, size: number) => withExit(await gate.ask(atNoon(commit, size)));
      expect(await ask("h1", all - 1)).toEqual(ALLOWED);
      expect(await ask("h2", all - 1)).toEqual(PENDING);
      expect(await ask("h2", all)).toEqual(ALLOWED);
      expect(await ask("h3", all)).toEqual(ALLOWED);
      expect(gate.allowed()).toHaveLength(3);
    });
  });

  it("D24: what data-guard said of another step of the range is no look at the whole", async () => {
    await withCases(
      [splitClass([FILE, FILE], [1]), splitClass([FILE, FILE, FILE, FILE], [2])],
      async ({ about, world }) => {
        const answer = await askWithoutState(about, atNoon(world.candidate, about.log.lines.length));
        expect(withExit(answer)).toEqual(PENDING);
      },
    );
  });

  it("D24: steps in files of their own have the class only where the range gives it to one of them", async () => {
    await withCases(
      [splitClass([FILE, "ranker/score.py"], []), splitClass(["a.json"], [])],
      async ({ about, world }) => {
        const answer = await askWithoutState(about, atNoon(world.candidate, about.log.lines.length));
        const unread = world.candidate === "h1";
        expect(withExit(answer)).toEqual(unread ? PENDING : ALLOWED);
      },
    );
  });
});

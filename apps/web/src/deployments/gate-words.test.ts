import { expect, it } from "vitest";
import { gateSentence, unblockersOf } from "./gate-words.ts";

const candidate = { commit: "b".repeat(40), ref: "refs/heads/main", waiting: null };
const brief = { candidate, running: null, undecided: 0, steps: 2 };
const gate = { decision: "pending" as const, code: "decision.missing", reasons: [] };

it("an environment is said in one sentence, and is never called open where the gate cannot tell", () => {
  expect(gateSentence({ ...brief, gate: null, candidate: null })).toBe("Nothing is proposed to go there.");
  expect(gateSentence({ ...brief, gate, undecided: 1 })).toBe("Waiting: 1 of 2 steps behind what runs is not decided.");
  expect(gateSentence({ ...brief, gate: { ...gate, decision: "deny" as const, code: "gate.not-forward" } })).toBe(
    "Blocked: gate.not-forward.",
  );
  expect(gateSentence({ ...brief, gate: { ...gate, decision: "error" as const, code: "git.missing-object" } })).toBe(
    "Nothing may go: the gate cannot tell (git.missing-object).",
  );
  expect(gateSentence({ ...brief, gate: { ...gate, decision: "allow" as const } })).toContain("The candidate may go");
});

const role = { role: "oracle", state: "open", said: null, people: ["dana"], decisions: [] };
const change = { change: "c", title: "t", risk: 1, leaf: 1, proposal: null, roles: [role] };

it("whoever has yet to decide can unblock a step, and nobody a step that is covered", () => {
  expect(unblockersOf({ state: "pending", changes: [change] })).toEqual([
    { change: "c", title: "t", role: "oracle", people: ["dana"], why: "open" },
  ]);
  expect(unblockersOf({ state: "covered", changes: [change] })).toEqual([]);
  const held = {
    ...change,
    roles: [
      { ...role, said: "hold" },
      { ...role, state: "decided" },
    ],
  };
  expect(unblockersOf({ state: "denied", changes: [held] })).toMatchObject([{ why: "held" }]);
});

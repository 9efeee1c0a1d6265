import { expect, it } from "vitest";
import { reasonsOf } from "./decide-bar.tsx";

type Parts = Parameters<typeof reasonsOf>;
const requirement: Parts[0]["requirements"][number] = {
  id: "algorithm",
  state: "UNSATISFIED",
  role: "oracle",
  count: 1,
  needs: "1 of oracle: dana, dora",
  people: ["dana", "dora"],
  objections: [],
};
const task: Parts[1]["tasks"][number] = {
  role: "oracle",
  state: "open",
  said: null,
  people: ["dana", "dora"],
  requirements: ["algorithm"],
  outdated: false,
  opened: "2026-11-22T10:00:00Z",
  decided: null,
  turn: { whose: "oracle", why: "decide", since: "2026-11-22T10:00:00Z" },
  claim: null,
  claims: [],
  snoozedUntil: null,
};
const work: Parts[1] = { tasks: [task], replacedBy: null, questions: [] };
const dana = { person: "dana", roles: ["oracle"] };

it("why a change is blocked is told a sentence each, with who can end it, to whoever looks", () => {
  expect(reasonsOf({ requirements: [requirement] }, work, dana)).toEqual([
    "It waits for you as oracle.",
    "algorithm needs 1 of oracle: dana, dora.",
  ]);
  expect(reasonsOf({ requirements: [requirement] }, work, { person: "mira", roles: [] })).toEqual([
    "The policy gives you no role: you can read.",
    "algorithm needs 1 of oracle: dana, dora.",
  ]);
  const later = { ...work, replacedBy: "x", tasks: [{ ...task, outdated: true, people: ["dora"] }] };
  expect(reasonsOf({ requirements: [{ ...requirement, state: "SATISFIED" }] }, later, dana)).toEqual([
    "The proposal moved on: this revision can be spoken against, and not be approved.",
    "As oracle nobody may decide before it is captured again.",
    "Nothing is missing: every requirement is satisfied or asks for nothing here.",
  ]);
});

import { expect, it } from "vitest";
import { clockOf, firstSentence, placeOf, riskWord, whoActs } from "./sentences.ts";
import { exampleTask } from "./task.testing.ts";

const DANA = { kind: "person", person: "dana", organisation: "oracle", roles: ["oracle"], operator: false } as const;
const ME = { ...DANA, roles: [...DANA.roles] };
const NOW = Date.parse("2026-11-29T10:00:00Z");
const turn = (whose: string, why: string) => ({ turn: { whose, why, since: "2026-11-29T10:00:00.000Z" } });

it.each([
  [exampleTask(), "You", "to decide as oracle"],
  [exampleTask({ people: ["dora"] }), "dora", "to decide as oracle"],
  [exampleTask({ role: "data-guard", people: ["dana", "nils"] }), "nils", "to decide as data-guard"],
  [exampleTask({ people: [] }), "Nobody of oracle", "to decide as oracle"],
  [exampleTask({ people: ["a", "b", "c"] }), "a or 2 more", "to decide as oracle"],
  [exampleTask(turn("reviewer", "queue.answered")), "You", "the author answered"],
  [exampleTask({ said: "hold" }), "You", "oracle holds it"],
  [exampleTask(turn("author", "queue.answer")), "The author", "owes an answer to a blocking question"],
  [
    exampleTask(turn("system", "queue.capture")),
    "The service",
    "captures it again: scope or people of the role changed",
  ],
  [
    exampleTask({ ...turn("nobody", "queue.done"), state: "decided", said: "reject" }),
    "Nobody",
    "it is decided: reject",
  ],
])("it is said who acts next, and why: %#", (task, who, why) => {
  expect(whoActs(task, ME)).toEqual({ who, why });
});

it("a clock says what is left, that it is over, and that it stands", () => {
  const at = (minutes: number) => clockOf(exampleTask(), NOW + minutes * 60_000);
  expect([at(0), at(181), at(300)]).toEqual([
    { text: "4 h left", kind: "calm" },
    { text: "59 m left", kind: "soon" },
    { text: "1 h over", kind: "over" },
  ]);
  expect(clockOf(exampleTask({ due: null, paused: "2026-11-29T10:00:00Z" }), NOW).text).toBe("clock stands");
  expect(clockOf(exampleTask({ due: null }), NOW).text).toBe("no deadline");
  expect(clockOf(exampleTask({ state: "decided" }), NOW).text).toBe("");
});

it("the queue says first what needs somebody, and when", () => {
  const said = [[0], [1], [3, "2026-11-29T11:40:00Z"], [1200, "2026-11-29T09:00:00Z"]] as const;
  expect(said.map(([count, due]) => firstSentence(count, due, NOW))).toEqual([
    "Nothing needs you.",
    "1 needs you.",
    "3 need you. The first breaches in 1 h 40 m.",
    "1,200 need you. The first is 1 h over.",
  ]);
});

it("a place is the repository and the proposal, and a risk that nobody knows is the highest", () => {
  const at = (proposal: string | null) => placeOf(exampleTask({ proposal }));
  expect([at("refs/heads/change/03"), at("acme/feed#7"), at(null)]).toEqual([
    "123456 change/03",
    "123456 #7",
    "123456 bbbbbbbb",
  ]);
  expect([0, 4, 5, -1].map(riskWord)).toEqual(["none", "critical", "critical", "critical"]);
});

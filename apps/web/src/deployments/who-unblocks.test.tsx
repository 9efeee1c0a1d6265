import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import type { EnvironmentSight } from "../api/types.ts";
import { WhoUnblocks } from "./who-unblocks.tsx";

type Step = EnvironmentSight["steps"][number];
type Role = Step["changes"][number]["roles"][number];

const ORACLE: Role = { role: "oracle", state: "open", said: null, people: ["dana", "dora"], decisions: [] };
const GUARD: Role = { role: "data-guard", state: "open", said: null, people: ["nils"], decisions: [] };

/** A step with one captured change before some roles. */
function step(roles: readonly Role[], { state = "pending", title = "Colour", change = "c".repeat(64) } = {}): Step {
  const one = { change, title, risk: 1, leaf: 7, proposal: null, roles: [...roles] };
  return { from: "1".repeat(40), to: "2".repeat(40), state, approvals: [], changes: [one], residual: [], residuals: 0 };
}

const drawn = (steps: Step[], me: string) => renderToStaticMarkup(<WhoUnblocks steps={steps} me={me} />);

/** What somebody reads: the title, then line by line. */
function linesFor(steps: Step[], me = "olga"): readonly string[] {
  return drawn(steps, me)
    .split(/<\/h3>|<\/li>/)
    .map((line) => line.replaceAll(/<[^>]*>/g, ""))
    .filter((line) => line !== "");
}

it("whoever has yet to decide is named for each role, be it the oracle or the data guard", () => {
  expect(linesFor([step([ORACLE, GUARD])])).toEqual([
    "Who can unblock it",
    "dana or dora, as oracle: decide about Colour",
    "nils, as data-guard: decide about Colour",
  ]);
});

it("whoever looks is told so, and others stay who they are", () => {
  expect(linesFor([step([ORACLE, GUARD])], "dora").slice(1)).toEqual([
    "You, as oracle: decide about Colour",
    "nils, as data-guard: decide about Colour",
  ]);
  expect(linesFor([step([ORACLE, GUARD])], "nil")).toEqual(linesFor([step([ORACLE, GUARD])]));
});

it("what was answered, or is not asked, waits for nobody", () => {
  const approved: Role = { ...ORACLE, state: "decided", said: "approve", people: [] };
  const unasked: Role = { ...ORACLE, role: "audit", state: "not-needed", people: [] };
  expect(linesFor([step([approved, unasked, GUARD])])).toEqual([
    "Who can unblock it",
    "nils, as data-guard: decide about Colour",
  ]);
});

it("a hold is for those to end who may take it back", () => {
  const held: Role = {
    ...GUARD,
    said: "hold",
    decisions: [{ person: "nils", decision: "hold", leaf: 9 }],
  };
  expect(linesFor([step([held], { state: "denied" })])).toEqual([
    "Who can unblock it",
    "nils, as data-guard: it is held; approve it, or take that back: Colour",
  ]);
});

it("a rejection is for the organisation of whoever rejected it last to end, though nothing waits for anybody", () => {
  const said = (person: string, decision: string, leaf: number) => ({ person, decision, leaf });
  const decisions = [said("dana", "reject", 5), said("dora", "approve", 6), said("dora", "reject", 8)];
  const rejected: Role = { ...ORACLE, state: "decided", said: "reject", people: [], decisions };
  const blocked = [step([rejected, { ...GUARD, state: "decided", said: "approve", people: [] }], { state: "denied" })];
  const WHAT = "as oracle: it is rejected, until somebody of the same organisation approves it: Colour";
  expect(linesFor(blocked)).toEqual(["Who can unblock it", `dora, ${WHAT}`]);
  expect(linesFor(blocked, "dora").slice(1)).toEqual([`You, ${WHAT}`]);
  expect(linesFor([step([{ ...rejected, decisions: [] }])]).slice(1)).toEqual([`Whoever is oracle, ${WHAT}`]);
});

it("that nobody is left who may decide is said", () => {
  expect(linesFor([step([{ ...ORACLE, people: [] }])]).slice(1)).toEqual([
    "Nobody of oracle who has no part in it, as oracle: decide about Colour",
  ]);
});

it("content that was never captured is for whoever proposed it", () => {
  expect(linesFor([{ ...step([]), changes: [] }]).slice(1)).toEqual([
    "Whoever proposed it: the content of 222222222222 was never captured as a change. Push it again as a proposal, or run countersign capture.",
  ]);
});

it("each change of each step that is blocked has its lines, in order, and leads to where it is decided", () => {
  const [first, second] = ["a".repeat(64), "b".repeat(64)];
  const steps = [
    step([ORACLE], { title: "First", change: first }),
    step([ORACLE], { title: "Covered", state: "covered" }),
    step([GUARD], { title: "Second", change: second, state: "denied" }),
  ];
  expect(linesFor(steps).slice(1)).toEqual([
    "dana or dora, as oracle: decide about First",
    "nils, as data-guard: decide about Second",
  ]);
  expect(drawn(steps, "olga").match(/(?<=href=")[^"]*/g)).toEqual([`#/changes/${first}`, `#/changes/${second}`]);
});

it("where nothing is blocked, or nobody of these could end it, nothing is said", () => {
  const approved: Role = { ...ORACLE, state: "decided", said: "approve", people: [] };
  expect(drawn([], "olga")).toBe("");
  for (const state of ["covered", "not-applicable", "undone"])
    expect(drawn([step([ORACLE], { state })], "olga")).toBe("");
  expect(drawn([step([approved], { state: "denied" })], "olga")).toBe("");
});

it("D5 D7: names and titles that would reorder, hide or be markup are spelled out", () => {
  const role: Role = { ...ORACLE, role: "ora\u{200b}cle", people: ["anad\u{202e}", "<img src=x onerror=alert(1)>"] };
  const hostile = step([role], { title: "\u{2066}Fine\u{2069}</a><script>alert(1)</script>", change: '"><b id=x>' });
  const html = drawn([hostile], "olga");
  expect(html).not.toMatch(/[\u{200b}\u{202e}\u{2066}\u{2069}]|<img|<script|<b id/u);
  expect(linesFor([hostile]).at(-1)).toBe(
    String.raw`anad\u{202e} or &lt;img src=x onerror=alert(1)&gt;, as ora\u{200b}cle: decide about \u{2066}Fine\u{2069}&lt;/a&gt;&lt;script&gt;alert(1)&lt;/script&gt;`,
  );
  expect(html.match(/class="escape"/g)).toHaveLength(4);
  expect(drawn([step([{ ...ORACLE, people: ["da\u{200b}na"] }])], "dana")).not.toContain("You");
});

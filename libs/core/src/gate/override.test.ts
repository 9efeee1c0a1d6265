import { describe, expect, it } from "vitest";
import type { LoggedBreakGlass } from "../log/contents.ts";
import { answer } from "./answer.ts";
import type { BreakGlass } from "./break-glass.ts";
import { draftedLine } from "./drafted-line.testing.ts";
import type { Otherwise } from "./drafted-line.testing.ts";
import { FEED, MAIN, NOON, START } from "./drafted-log.testing.ts";
import { edit, madeUp } from "./made-up.testing.ts";

const SCORED = [edit("ranker/score.py", "1", "2")];
const C1 = madeUp("c1");
const ORGANISATIONS: Readonly<Record<string, string>> = {
  olga: "acme",
  dana: "oracle",
  dora: "oracle",
  nils: "nordsec",
};

/** A logged break-glass for the candidate, of olga and dana, that is open until two o'clock. */
function opened(leaf: number, other: Partial<BreakGlass> = {}, signers = ["olga", "dana"]): LoggedBreakGlass {
  const record: BreakGlass = {
    repository: FEED,
    ref: MAIN,
    commit: C1,
    environment: "production-eu",
    reason: "the feed is down",
    notAfter: "2026-11-22T14:00:00Z",
    id: `0000000${leaf}-0000-4000-8000-000000000000`,
    ...other,
  };
  const signed = signers.map((person) => ({
    person,
    organisation: ORGANISATIONS[person] ?? "",
    fingerprint: `SHA256:${person}`,
  }));
  return { leaf, id: `record ${leaf}`, record, signers: signed };
}

/** What the gate says of a step that waits (captured) or that nothing explains. */
function verdict(
  breakGlass: readonly LoggedBreakGlass[],
  { captured = false, ...other }: Otherwise & { readonly captured?: boolean } = {},
) {
  const line = draftedLine();
  line.step(SCORED);
  if (captured) line.capture(SCORED);
  return line.answer({ ...other, log: { breakGlass, ...other.log } });
}

function codes(...asked: Parameters<typeof verdict>): readonly string[] {
  const { decision, reasons } = verdict(...asked);
  return [decision, ...reasons.map(({ code }) => code)];
}

describe("H4: a break-glass for exactly this request", () => {
  it("allows what would be denied or pending, and keeps in sight what it overrides", () => {
    expect(codes([opened(3)])).toEqual(["allow", "gate.break-glass", "gate.residual"]);
    expect(codes([opened(3)], { captured: true })).toEqual(["allow", "gate.break-glass", "decision.missing"]);
    expect(verdict([opened(3)])).toMatchObject({
      code: "gate.break-glass",
      requirements: [{ state: "OVERRIDDEN" }],
      edges: [{ state: "denied" }],
    });
    const [reason] = verdict([opened(3)]).reasons;
    expect(reason?.message).toBe(
      'olga (acme) and dana (oracle) opened the emergency exit for this commit until 2026-11-22T14:00:00Z (leaf 3): "the feed is down". It overrides what follows, and settles nothing.',
    );
    expect(reason?.remedy).toContain(
      "Let nils finish its review before the next one: countersign incident close leaf:3",
    );
  });

  it("is not looked at where nothing is wrong", () => {
    const line = draftedLine();
    line.step(SCORED);
    line.approved(SCORED);
    expect(line.answer({ log: { breakGlass: [opened(3, {}, ["olga"])] } }).code).toBe("gate.allowed");
  });

  it("overrides no error and no stale log", () => {
    const line = draftedLine();
    line.step(SCORED, { unknown: [{ name: "Eve", email: "eve@elsewhere.example" }] });
    expect(line.answer({ log: { breakGlass: [opened(3)] } })).toMatchObject({
      decision: "error",
      code: "change.contributor-unresolved",
    });
    const stale = draftedLine();
    stale.step(SCORED);
    const facts = stale.facts({ log: { breakGlass: [opened(3, { notAfter: "2026-11-24T14:00:00Z" })] } });
    expect(answer(facts, NOON + 2 * 86_400).code).toBe("log.stale");
  });

  it("is any that opens, be a later one faulty", () => {
    expect(codes([opened(3), opened(4, {}, ["olga"])])).toEqual(["allow", "gate.break-glass", "gate.residual"]);
  });

  it("leads with why the newest does not open, where the step is denied, and follows where it waits", () => {
    const faulty = [opened(3, { notAfter: "2026-11-22T11:00:00Z" }), opened(4, {}, ["olga"])];
    expect(codes(faulty)).toEqual(["deny", "breakglass.organisations", "gate.residual"]);
    expect(codes(faulty, { captured: true })).toEqual(["pending", "decision.missing", "breakglass.organisations"]);
  });

  it("leads where it was named in the request, whatever it is for", () => {
    const named = (id: string, captured = false) =>
      codes([opened(3, { commit: START })], { captured, request: { breakGlass: id } });
    expect(named("record 3")).toEqual(["deny", "breakglass.commit", "gate.residual"]);
    expect(named("record 3", true)).toEqual(["deny", "breakglass.commit", "decision.missing"]);
    expect(named("record 9")).toEqual(["deny", "breakglass.not-logged", "gate.residual"]);
    const both = [opened(3), opened(4, {}, ["olga"])];
    expect(codes(both, { request: { breakGlass: "record 3" } })[1]).toBe("gate.break-glass");
    expect(codes(both, { request: { breakGlass: "record 4" } })[1]).toBe("breakglass.organisations");
  });

  it("that is open for the same commit elsewhere, or for another commit here, is a reason and never leads", () => {
    expect(codes([opened(3, { environment: "staging" })])).toEqual(["deny", "gate.residual", "breakglass.environment"]);
    expect(codes([opened(3, { commit: START })])).toEqual(["deny", "gate.residual", "breakglass.commit"]);
    expect(codes([opened(3, { commit: START })], { captured: true })).toEqual([
      "pending",
      "decision.missing",
      "breakglass.commit",
    ]);
    expect(codes([opened(3, { commit: START, environment: "staging" })])).toEqual(["deny", "gate.residual"]);
    const until = (notAfter: string) => codes([opened(3, { commit: START, notAfter })]);
    expect(until("2026-11-22T12:00:00Z")).toContain("breakglass.commit");
    expect(until("2026-11-22T11:59:59Z")).toEqual(["deny", "gate.residual"]);
    expect(codes([opened(3, { commit: START }), opened(4, { environment: "staging" })])[2]).toBe(
      "breakglass.environment",
    );
  });
});

import { describe, expect, it } from "vitest";
import type { Cover } from "../state/fact.ts";
import { draftedLine } from "./drafted-line.testing.ts";
import type { DraftedLine } from "./drafted-line.testing.ts";
import { START } from "./drafted-log.testing.ts";
import { ALGORITHM } from "./drafted-policy.testing.ts";
import { edit } from "./made-up.testing.ts";
import type { ContestedCover, SavedLine } from "./saved-line.ts";

const SCORED = [edit("ranker/score.py", "1", "2")];
const HASH = "a".repeat(64);

/** A line whose first step a gate once found covered by dana's approval; `say` is what was logged since. */
function allowedOnce(
  say: (line: DraftedLine, change: string) => void,
  { count = 1, ...other }: Partial<Cover> & { readonly count?: number } = {},
) {
  const line = draftedLine({ requirements: [{ ...ALGORITHM, count }] });
  const to = line.step(SCORED);
  const change = line.approved(SCORED);
  const size = line.contents().size;
  say(line, change);
  const { reviews } = line.contents();
  const approvals = reviews.slice(0, 1).map(({ id }) => id);
  const cover: Cover = {
    line: 0,
    requirement: HASH,
    from: START,
    to,
    position: 1,
    class: "same-change",
    changes: [change],
    approvals,
    people: [],
    ...other,
  };
  const digest = reviews[0]?.record.changeDigest.slice("cs-diff-v1:".length) ?? "";
  const saved = (more: Partial<SavedLine> = {}, contested: Partial<ContestedCover> = {}): SavedLine => ({
    head: to,
    start: to,
    size,
    settled: new Map([["algorithm", { hash: HASH, size }]]),
    allowed: new Set([START, to]),
    used: new Map([[HASH, new Set(approvals)]]),
    contested: [{ digest, cover, ...contested }],
    gone: new Set(),
    ...more,
  });
  const answer = (more: Partial<SavedLine> = {}, contested: Partial<ContestedCover> = {}) =>
    line.answer({ saved: saved(more, contested) });
  const codes = (more: Partial<SavedLine> = {}, contested: Partial<ContestedCover> = {}) => {
    const { decision, reasons, edges } = answer(more, contested);
    return [decision, ...reasons.map(({ code }) => code), ...edges.map(({ state }) => state)];
  };
  return { line, change, cover, to, codes, answer };
}

describe("H2: what this gate once found covered", () => {
  it("stays settled while its approval stands, also when that has merely run out", () => {
    expect(allowedOnce(() => {}).codes()).toEqual(["allow", "gate.settled"]);
    const ran = allowedOnce((line, change) => {
      line.review(change, "dana", { decision: "revoke" });
      line.review(change, "dana", { conditions: { notAfter: "2026-11-22T11:00:00Z" } });
    });
    expect(ran.codes()).toEqual(["allow", "gate.settled"]);
  });

  it("is denied once its approval is revoked", () => {
    const revoked = allowedOnce((line, change) => line.review(change, "dora", { decision: "revoke" }));
    expect(revoked.codes()).toEqual(["deny", "decision.revoked", "denied"]);
    const { requirements, edges } = revoked.answer();
    expect(requirements).toMatchObject([{ state: "UNSATISFIED" }]);
    expect(edges).toMatchObject([{ from: START, to: revoked.to, approvals: [], residual: [] }]);
  });

  it("is denied once somebody rejects its content, pending while somebody holds it", () => {
    const rejected = allowedOnce((line, change) => line.review(change, "nils", { decision: "reject" }));
    expect(rejected.codes()).toEqual(["deny", "decision.rejected", "denied"]);
    const held = allowedOnce((line, change) => line.review(change, "nils", { decision: "hold" }));
    expect(held.codes()).toEqual(["pending", "decision.held", "pending"]);
    const both = allowedOnce((line, change) => {
      line.review(change, "nils", { decision: "hold" });
      line.review(change, "dora", { decision: "revoke" });
    });
    expect(both.codes()).toEqual(["deny", "decision.revoked", "decision.held", "denied"]);
  });

  it("is settled again once the organisation that spoke has approved anew", () => {
    const again = allowedOnce((line, change) => {
      line.review(change, "dora", { decision: "revoke" });
      line.review(change, "dora");
    });
    expect(again.codes()).toEqual(["allow", "gate.settled"]);
    const held = allowedOnce((line, change) => {
      line.review(change, "nils", { decision: "hold" });
      line.review(change, "nils");
    });
    expect(held.codes()).toEqual(["allow", "gate.settled"]);
  });

  it("needs as many people as the requirement counts, each once", () => {
    const two = allowedOnce(
      (line, change) => {
        line.review(change, "dana");
        line.review(change, "dora");
        line.review(change, "nils", { decision: "revoke" });
      },
      { count: 2 },
    );
    expect(two.codes()).toEqual(["allow", "gate.settled"]);
    const one = allowedOnce((line, change) => line.review(change, "dana"), { count: 2 });
    expect(one.answer()).toMatchObject({ decision: "pending", code: "decision.missing" });
  });

  it("does not stand by an approval of another role, or of somebody with a part in the landed commits", () => {
    const guard = allowedOnce((line, change) => {
      line.review(change, "dora", { decision: "revoke" });
      line.review(change, "nils");
    });
    expect(guard.codes()).toEqual(["deny", "decision.revoked", "denied"]);
    const own = allowedOnce(() => {}, { people: ["dana"] });
    expect(own.codes()).toEqual(["deny", "decision.not-independent", "denied"]);
  });

  it("stands by an approval of any captured change with its content, but for other classes only of one that explains it", () => {
    const elsewhere = (other: Partial<Cover>) =>
      allowedOnce((line, change) => {
        line.review(change, "dora", { decision: "revoke" });
        line.approved(SCORED);
      }, other).codes();
    expect(elsewhere({})).toEqual(["allow", "gate.settled"]);
    expect(elsewhere({ class: "exact-tree" })).toEqual(["deny", "decision.revoked", "denied"]);
  });

  it("is no more explained when the record of its change was voided, unless another one explains it", () => {
    const voided = allowedOnce(() => {}, { changes: ["b".repeat(64)] });
    expect(voided.codes()).toEqual(["deny", "gate.requirement-unsatisfied", "denied"]);
    expect(voided.answer().reasons[0]?.message).toContain("change bbbbbbbbbbbbbbbb");
    const none = allowedOnce(() => {}, { changes: [] });
    expect(none.codes()).toEqual(["deny", "gate.requirement-unsatisfied", "denied"]);
    const { change, cover, codes, answer } = allowedOnce((line, id) => line.review(id, "dora", { decision: "revoke" }));
    const contested = { cover: { ...cover, changes: ["b".repeat(64), change] } };
    expect(codes({}, contested)).toEqual(["deny", "decision.revoked", "denied"]);
    expect(answer({}, contested).reasons[0]?.remedy).toContain(change.slice(0, 16));
  });

  it("is of no interest for another requirement, without state, or once the candidate has the content no more", () => {
    const { codes, cover, line } = allowedOnce((drafted, id) => drafted.review(id, "dora", { decision: "revoke" }));
    expect(codes({}, { cover: { ...cover, requirement: "d".repeat(64) } })).toEqual(["allow", "gate.settled"]);
    expect(codes({ gone: new Set([cover]) })).toEqual(["allow", "gate.settled"]);
    expect(codes({ contested: [] })).toEqual(["allow", "gate.settled"]);
    expect(line.answer().code).toBe("decision.revoked");
  });

  it("is settled by a baseline that was logged after all that was said, and not by one before", () => {
    const after = allowedOnce((line, change) => {
      line.review(change, "dora", { decision: "revoke" });
      line.baseline(line.facts().request.commit);
    });
    expect(after.codes()).toEqual(["allow", "gate.settled"]);
    const before = allowedOnce((line, change) => {
      line.baseline(line.facts().request.commit);
      line.review(change, "dora", { decision: "revoke" });
    });
    expect(before.codes()).toEqual(["deny", "decision.revoked", "denied"]);
    const lost = allowedOnce(
      (line) => {
        line.baseline(line.facts().request.commit);
      },
      { people: ["dana"] },
    );
    expect(lost.codes({}, { lost: 99 })).toEqual(["deny", "decision.not-independent", "denied"]);
    expect(lost.codes({}, { lost: 1 })).toEqual(["allow", "gate.settled"]);
  });

  it("has used its approvals up: the same content above it needs another", () => {
    const { line, answer } = allowedOnce(() => {});
    line.step([edit("ranker/score.py", "2", "1")]);
    line.approved([edit("ranker/score.py", "2", "1")]);
    line.step(SCORED);
    expect(answer().code).toBe("gate.approval-used");
    expect(answer({ used: new Map([["e".repeat(64), new Set()]]) }).edges.map(({ state }) => state)).toEqual([
      "covered",
      "denied",
    ]);
  });
});

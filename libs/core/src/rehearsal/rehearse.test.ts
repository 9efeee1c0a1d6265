import type { JsonObject } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import { describe, expect, it } from "vitest";
import { policyVersion } from "../policy/digest.ts";
import { exampleWith, publicKeyLine } from "../policy/example.testing.ts";
import { fingerprint, parsePublicKey } from "@countersign/attest";
import { parseCases } from "./case.ts";
import { rehearse } from "./rehearse.ts";

const GIT = exampleWith("people.1.git", ["dana@oracle.example"]);
const POLICY = exampleWith("repositories.0.contributors.unresolved", "deny", GIT);
const RANKER = { environment: "production-eu", ref: "refs/heads/main", paths: ["ranker/score.py"], classes: [] };

function play(one: JsonObject, document: JsonObject = POLICY) {
  const [found] = parseCases({ cases: [{ name: "a case", expect: {}, ...RANKER, ...one }] });
  if (found === undefined) throw new Error("there is one case");
  const { decision, code, requirements, differences } = rehearse(
    nodeCrypto,
    policyVersion(nodeCrypto, document),
    found,
  );
  return { decision, code, states: Object.fromEntries(requirements.map(({ id, state }) => [id, state])), differences };
}

describe("a case, played as the gate plays a log", () => {
  it("waits without a decision, and is allowed with the one that is asked for", () => {
    expect(play({})).toMatchObject({ decision: "pending", code: "decision.missing" });
    expect(play({ decisions: [{ by: "dana" }] })).toMatchObject({
      decision: "allow",
      code: "gate.allowed",
      states: { algorithm: "SATISFIED", "data-flow": "NOT_APPLICABLE" },
    });
  });

  it("asks by class where the case says so, and everybody where nobody analysed", () => {
    const approved = { decisions: [{ by: "dana" }] };
    for (const classes of [{ classes: ["egress"] }, { classes: undefined }]) {
      const { classes: _none, ...ranker } = RANKER;
      const one = classes.classes === undefined ? ranker : { ...ranker, classes: classes.classes };
      const [found] = parseCases({ cases: [{ name: "a case", expect: {}, ...one, ...approved }] });
      if (found === undefined) throw new Error("there is one case");
      const answered = rehearse(nodeCrypto, policyVersion(nodeCrypto, POLICY), found);
      expect(answered).toMatchObject({ decision: "pending", code: "decision.missing" });
    }
    expect(play({ classes: ["egress"], decisions: [{ by: "dana" }, { by: "nils" }] })).toMatchObject({
      code: "gate.allowed",
    });
  });

  it("hears the last word of each organisation", () => {
    const rejected = { by: "nils", says: "reject" };
    expect(play({ decisions: [{ by: "dana" }, rejected] })).toMatchObject({ code: "decision.rejected" });
    expect(play({ decisions: [rejected, { by: "nils" }, { by: "dana" }] })).toMatchObject({ code: "gate.allowed" });
    expect(play({ decisions: [{ by: "dana" }, { by: "dana", says: "hold" }] })).toMatchObject({
      code: "decision.held",
    });
  });

  it("B1 counts nobody who has a part in it, and stops at a contributor whom nobody knows", () => {
    const decisions = [{ by: "dana" }];
    expect(play({ authors: ["Dana@oracle.example"], decisions })).toMatchObject({ code: "decision.not-independent" });
    expect(play({ authors: ["olga@acme.example"], decisions })).toMatchObject({ code: "gate.allowed" });
    expect(play({ authors: ["x@nowhere.example"], decisions })).toMatchObject({
      decision: "error",
      code: "change.contributor-unresolved",
    });
  });

  it("B9 takes no decision that a log would refuse", () => {
    expect(play({ decisions: [{ by: "olga" }] })).toMatchObject({ decision: "error", code: "statement.role" });
    expect(play({ decisions: [{ by: "nils", role: "oracle" }] })).toMatchObject({ code: "statement.role" });
    expect(play({ decisions: [{ by: "mallory" }] })).toMatchObject({ code: "attest.key-unknown" });
  });

  it("B10 takes nothing new from somebody who left, and nothing by a revoked key", () => {
    const dora = { id: "dora", organisation: "oracle", keys: [publicKeyLine("dora")] };
    const deputy = exampleWith("roles.oracle.people", ["dana", "dora"], exampleWith("people.3", dora, POLICY));
    const left = exampleWith("governance.1.people", ["dana", "dora"], exampleWith("people.3.retired", true, deputy));
    expect(play({ decisions: [{ by: "dora" }] }, left)).toMatchObject({ code: "statement.retired" });
    const print = fingerprint(nodeCrypto, parsePublicKey(publicKeyLine("dana")));
    const revoked = exampleWith("revokedKeys", [{ fingerprint: print, fromLeaf: 900 }], deputy);
    expect(play({ decisions: [{ by: "dana" }] }, revoked)).toMatchObject({ code: "decision.key-revoked" });
    expect(play({ decisions: [{ by: "dora" }] }, revoked)).toMatchObject({ code: "gate.allowed" });
  });

  it("knows what is out of scope, what nobody claims, and where nothing is asked", () => {
    const docs = exampleWith("repositories.0.scope.exclude", ["docs/**"], POLICY);
    expect(play({ paths: ["docs/a.md"] }, docs)).toMatchObject({ decision: "allow" });
    const narrow = exampleWith("requirements.0.paths", ["ranker/**"], POLICY);
    expect(play({ paths: ["serving/x.py"] }, narrow)).toMatchObject({ code: "gate.unclaimed" });
    expect(play({ environment: "staging" })).toMatchObject({ decision: "allow" });
    expect(play({ environment: "production" })).toMatchObject({ decision: "error", code: "usage.environment" });
  });

  it("A7 holds the base to the coverage", () => {
    const decisions = [{ by: "dana" }, { by: "nils" }];
    const moved = { classes: ["egress"], baseMoved: true, decisions };
    expect(play(moved)).toMatchObject({
      code: "gate.class-not-accepted",
      states: { algorithm: "SATISFIED", "data-flow": "UNSATISFIED" },
    });
    const merging = exampleWith("requirements.1.coverage", ["clean-merge"], POLICY);
    expect(play({ ...moved, baseMoved: false }, merging)).toMatchObject({ code: "gate.allowed" });
  });

  it("B24 holds an approval to its environments", () => {
    const decisions = [{ by: "dana", environments: ["staging"] }];
    expect(play({ decisions })).toMatchObject({ decision: "deny", code: "gate.requirement-unsatisfied" });
  });

  it("asks which ref is meant where there are several", () => {
    const [found] = parseCases({
      cases: [{ name: "a case", environment: "production-eu", paths: ["a"], expect: {} }],
    });
    if (found === undefined) throw new Error("there is one case");
    expect(rehearse(nodeCrypto, policyVersion(nodeCrypto, POLICY), found)).toMatchObject({ code: "usage.case" });
  });

  it("says in which points the answer is another than expected", () => {
    const wanted = {
      decision: "allow",
      code: "gate.allowed",
      requirements: { algorithm: "SATISFIED", other: "SATISFIED" },
    };
    expect(play({ expect: wanted }).differences).toEqual([
      "decision: expected allow, is pending",
      "code: expected gate.allowed, is decision.missing",
      "algorithm: expected SATISFIED, is UNSATISFIED",
      "other: expected SATISFIED, is not judged",
    ]);
    expect(play({ expect: wanted, decisions: [{ by: "dana" }] }).differences).toHaveLength(1);
  });
});

describe("the form of cases", () => {
  const good = { name: "a case", environment: "production-eu", paths: ["a"], expect: {} };

  it.each([
    ["no cases", { cases: [] }, "policy.field-value"],
    ["an unknown field", { cases: [{ ...good, path: ["a"] }] }, "policy.unknown-field"],
    ["no path", { cases: [{ ...good, paths: [] }] }, "policy.vacuous"],
    ["an unknown state", { cases: [{ ...good, expect: { requirements: { a: "OK" } } }] }, "policy.field-value"],
    [
      "another word than approve",
      { cases: [{ ...good, decisions: [{ by: "dana", says: "yes" }] }] },
      "policy.field-value",
    ],
    ["no expectation", { cases: [{ name: "a", environment: "x", paths: ["a"] }] }, "policy.missing-field"],
  ])("refuses %s", (_what, value, code) => {
    expect(() => parseCases(value)).toThrow(expect.objectContaining({ code }));
  });
});

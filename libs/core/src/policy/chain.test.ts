import type { JsonObject } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import { describe, expect, it } from "vitest";
import { firstPolicy, nextPolicy } from "./chain.ts";
import type { ProposedPolicy } from "./chain.ts";
import { policyVersion } from "./digest.ts";
import { examplePolicy, exampleWith, logKeyText, publicKeyLine } from "./example.testing.ts";
import type { PolicyVersion } from "./policy.ts";
import { rootOf } from "./root.ts";

const everybody = ["olga", "dana", "nils"];
const version = (document: JsonObject) => policyVersion(nodeCrypto, document);
const one = version(examplePolicy());
const two = version(examplePolicy({ version: 2 }));
const root = rootOf(one);

const proposed = (next: PolicyVersion, change: Partial<ProposedPolicy> = {}): ProposedPolicy => ({
  version: next,
  previous: one.sha256,
  signers: () => everybody,
  ...change,
});
const first = (change: Partial<ProposedPolicy> = {}): ProposedPolicy => ({
  version: one,
  signers: () => everybody,
  ...change,
});

describe("version 1", () => {
  it("is the one that the root pins, signed by its own governance", () => {
    expect(firstPolicy(root, first())).toBe(one);
  });

  it("F5 is no other document", () => {
    const other = version(exampleWith("environments.1", undefined));
    expect(() => firstPolicy(root, first({ version: other }))).toThrow("policy.root");
    expect(() => firstPolicy(root, first({ version: two }))).toThrow("policy.root");
  });

  it.each([
    ["log key", { ...root, log: { ...root.log, key: logKeyText("mallory") } }],
    ["origin", { ...root, log: { ...root.log, origin: "log.acme.example/other" } }],
    ["witnesses", { ...root, witnesses: [] }],
    ["quorum", { ...root, quorum: "oracle-w" }],
  ])("F5 has the %s of the root", (_what, pinned) => {
    expect(() => firstPolicy(pinned, first())).toThrow("policy.root");
  });

  it("has none before it", () => {
    expect(() => firstPolicy(root, first({ previous: one.sha256 }))).toThrow("policy.previous");
  });

  it.each(everybody)("F2 is nothing without the signature of %s", (missing) => {
    const signers = () => everybody.filter((id) => id !== missing);
    expect(() => firstPolicy(root, first({ signers }))).toThrow("policy.threshold");
  });
});

describe("the next version", () => {
  it("follows when the governance of both signed it", () => {
    expect(nextPolicy(one, proposed(two))).toBe(two);
  });

  it("is no news when it is the one in force", () => {
    expect(nextPolicy(one, proposed(one, { signers: () => [] }))).toBe(one);
  });

  it("F3 never goes back", () => {
    expect(() => nextPolicy(two, proposed(one))).toThrow("policy.rollback");
  });

  it("F3 leaves out no number", () => {
    expect(() => nextPolicy(one, proposed(version(examplePolicy({ version: 3 }))))).toThrow("policy.gap");
  });

  it("F3 is only one", () => {
    const other = version(exampleWith("environments.1", undefined, examplePolicy({ version: 2 })));
    expect(() => nextPolicy(two, proposed(other))).toThrow("policy.fork");
  });

  it("names the one before it", () => {
    expect(() => nextPolicy(one, proposed(two, { previous: two.sha256 }))).toThrow("policy.previous");
    expect(() => nextPolicy(one, { version: two, signers: () => everybody })).toThrow("policy.previous");
  });

  it("makes no real policy a trial", () => {
    const trial = version(examplePolicy({ version: 2, trial: true }));
    expect(() => nextPolicy(one, proposed(trial))).toThrow("policy.trial");
  });

  it("stays in its log", () => {
    const key = logKeyText("log", "log.acme.example/other");
    const moved = exampleWith("log.key", key, exampleWith("log.origin", "log.acme.example/other"));
    expect(() => nextPolicy(one, proposed(version({ ...moved, version: 2 })))).toThrow("policy.other-log");
  });

  describe("what never counted stays so", () => {
    const entry = (leaf: number, reason = "a mistake") => ({ leaf, record: "c".repeat(64), reason });
    const key = (fromLeaf: number) => ({ fingerprint: `SHA256:${"A".repeat(43)}`, fromLeaf });
    const voiding = (number: number, ...list: JsonObject[]) => version(examplePolicy({ version: number, void: list }));
    const revoking = (number: number, ...list: JsonObject[]) =>
      version(examplePolicy({ version: number, revokedKeys: list }));
    const after = (before: PolicyVersion, next: PolicyVersion) =>
      nextPolicy(before, { version: next, previous: before.sha256, signers: () => everybody });

    it("F27 F30 a voided record is never taken off the list, whoever signs", () => {
      const before = voiding(1, entry(3), entry(5));
      expect(() => after(before, voiding(2, entry(3)))).toThrow("policy.void-dropped");
      expect(() => after(before, voiding(2, entry(3), entry(6)))).toThrow("policy.void-dropped");
      const told = voiding(2, entry(5, "told otherwise"), entry(3), entry(6));
      expect(after(before, told)).toBe(told);
    });

    it("B10 F30 a revoked key is never freed, nor revoked from a later leaf on", () => {
      const before = revoking(1, key(7));
      expect(() => after(before, revoking(2))).toThrow("policy.revocation-dropped");
      expect(() => after(before, revoking(2, key(8)))).toThrow("policy.revocation-dropped");
      const earlier = revoking(2, key(4));
      expect(after(before, earlier)).toBe(earlier);
    });
  });

  it.each(everybody)("F2 F27 needs the signature of %s", (missing) => {
    const signers = () => everybody.filter((id) => id !== missing);
    expect(() => nextPolicy(one, proposed(two, { signers }))).toThrow("policy.threshold");
  });

  describe("with another governor", () => {
    const dora = { id: "dora", organisation: "oracle", keys: [publicKeyLine("dora")] };
    const governed = exampleWith(
      "governance.1.people",
      ["dora"],
      exampleWith("people.3", dora, examplePolicy({ version: 2 })),
    );
    const changed = version(governed);

    it("takes the signatures that both versions ask for", () => {
      expect(nextPolicy(one, proposed(changed, { signers: () => [...everybody, "dora"] }))).toBe(changed);
    });

    it("F2 is not signed by the thresholds of n alone", () => {
      const oldRules = proposed(changed, { signers: () => everybody });
      expect(() => nextPolicy(one, oldRules)).toThrow(/policy\.threshold: .*by the rules of version 2/);
    });

    it("F2 is not signed by the thresholds of n+1 alone", () => {
      const newRules = proposed(changed, { signers: () => ["olga", "nils", "dora"] });
      expect(() => nextPolicy(one, newRules)).toThrow(/policy\.threshold: .*by the rules of version 1/);
    });

    it("asks each version for its own keys", () => {
      const signers: ProposedPolicy["signers"] = (policy) =>
        policy.version === 1 ? everybody : ["olga", "nils", "dora"];
      expect(nextPolicy(one, proposed(changed, { signers }))).toBe(changed);
    });
  });

  it("B26 is not signed by a person of the right organisation whom governance does not name", () => {
    const paul = { id: "paul", organisation: "acme", keys: [publicKeyLine("paul")] };
    const before = version(exampleWith("people.3", paul));
    const after = version(exampleWith("people.3", paul, examplePolicy({ version: 2 })));
    const signers = () => ["paul", "dana", "nils"];
    expect(() => nextPolicy(before, { version: after, previous: before.sha256, signers })).toThrow("policy.threshold");
  });

  it("F2 is not signed by somebody who left", () => {
    const otto = { id: "otto", organisation: "acme", keys: [publicKeyLine("otto")], retired: true };
    const governed = (number: number) =>
      version(
        exampleWith(
          "governance.0.people",
          ["olga", "otto"],
          exampleWith("people.3", otto, examplePolicy({ version: number })),
        ),
      );
    const before = governed(1);
    const signers = () => ["otto", "dana", "nils"];
    expect(() => nextPolicy(before, { version: governed(2), previous: before.sha256, signers })).toThrow(
      "policy.threshold",
    );
  });
});

import { fingerprint, parsePublicKey } from "@countersign/attest";
import type { JsonObject } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import { describe, expect, it } from "vitest";
import { parseOid } from "../objects/oid.ts";
import { exampleWith, publicKeyLine } from "../policy/example.testing.ts";
import { policySha256 } from "../policy/record.ts";
import { baselineSigners } from "./baseline-signers.ts";
import { scribe } from "./scribe.testing.ts";
import type { Scribe } from "./scribe.testing.ts";

/** Two people hold the oracle's role, so that one may leave. */
const OF_ORACLE = ["roles.oracle.people", "governance.1.people", "environments.0.breakGlass.approvals.1.people"];
const DOCUMENT = OF_ORACLE.reduce(
  (document, path) => exampleWith(path, ["dana", "drew"], document),
  exampleWith("people.3", { id: "drew", organisation: "oracle", keys: [publicKeyLine("drew")] }),
);

function begun(): Scribe {
  return scribe(DOCUMENT, ["olga", "dana", "nils"], [{ keyName: "witness.example/oracle-w", key: "oracle-w" }]);
}

function baseline(log: Scribe): void {
  const record = {
    repository: { id: "github:123456", uri: "git+https://github.com/acme/feed" },
    ref: "refs/heads/main",
    commit: parseOid("c".repeat(40), "sha1"),
    tree: parseOid("d".repeat(40), "sha1"),
    policy: { version: 1, sha256: policySha256(nodeCrypto, { policy: DOCUMENT }) },
    requirements: ["algorithm"],
    message: "",
  };
  log.byPeople("baseline", record, ["olga", "dana", "drew", "nils"]);
}

function next(log: Scribe, edits: JsonObject): void {
  const previous = policySha256(nodeCrypto, { policy: DOCUMENT });
  log.byPeople("policy", { policy: { ...DOCUMENT, version: 2, ...edits }, previous }, ["olga", "drew", "nils"]);
}

function signers(...steps: readonly ((log: Scribe) => void)[]): readonly string[] {
  const log = begun();
  for (const step of steps) step(log);
  const { policy, baselines } = log.contents();
  return baselines.flatMap((one) => [...baselineSigners(policy.policy, one)]);
}

const everybody = ["olga", "dana", "drew", "nils"];
const retired = exampleWith("people.1.retired", true, DOCUMENT);
const people = (policy: JsonObject): JsonObject => ({ people: policy["people"] ?? [] });

describe("who signed a baseline", () => {
  it("B10: somebody who was retired later stays, somebody who was retired before never counts", () => {
    expect(signers(baseline, (log) => next(log, people(retired)))).toEqual(everybody);
    expect(signers((log) => next(log, people(retired)), baseline)).toEqual(["olga", "drew", "nils"]);
  });

  it("B10: a key that is revoked loses its signature from that leaf on, although it was good when it was logged", () => {
    const stolen = fingerprint(nodeCrypto, parsePublicKey(publicKeyLine("dana")));
    const revoke = (fromLeaf: number) => (log: Scribe) =>
      next(log, { revokedKeys: [{ fingerprint: stolen, fromLeaf }] });
    expect(signers(baseline, revoke(2))).toEqual(everybody);
    expect(signers(baseline, revoke(1))).toEqual(["olga", "drew", "nils"]);
    expect(signers(baseline, revoke(0))).toEqual(["olga", "drew", "nils"]);
  });
});

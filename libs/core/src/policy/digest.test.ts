import { canonicalText } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import { nobleCrypto } from "@countersign/crypto/noble";
import { hex, text } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { policyVersion } from "./digest.ts";
import { examplePolicy, exampleWith, logKeyText } from "./example.testing.ts";
import { exportTlogPolicy, trustOf } from "./trust.ts";

describe("the identity of a policy", () => {
  it("is the SHA-256 of its canonical JSON, as written and without defaults", () => {
    const document = examplePolicy();
    const expected = hex(nodeCrypto.sha256(text(canonicalText(document))));
    expect(policyVersion(nodeCrypto, document).sha256).toBe(expected);
    expect(policyVersion(nobleCrypto, document).sha256).toBe(expected);
    expect(expected).toBe("12634d8444b1df9df3a4bca8fcb6aecc95a2ec4e8fc86d94cfb81a342d017525");
  });

  it("differs where a default is written out", () => {
    const explicit = policyVersion(nodeCrypto, examplePolicy({ trial: false }));
    expect(explicit.policy).toEqual(policyVersion(nodeCrypto, examplePolicy()).policy);
    expect(explicit.sha256).not.toBe(policyVersion(nodeCrypto, examplePolicy()).sha256);
  });

  it("F9 is not given to a verifier key with the id of another", () => {
    const wrong = logKeyText("log").replace(/\+[0-9a-f]{8}\+/, "+00000000+");
    expect(() => policyVersion(nodeCrypto, exampleWith("log.key", wrong))).toThrow("policy.key");
  });
});

describe("the trust in a policy's log", () => {
  const { policy } = policyVersion(nodeCrypto, examplePolicy());

  it("names log, witnesses and quorum", () => {
    const trust = trustOf(nodeCrypto, policy.log);
    expect(trust.logKey.name).toBe("log.acme.example/feed");
    expect(trust.witnesses.map(({ name }) => name)).toEqual(["oracle-w"]);
    expect(trust.quorum).toEqual({ all: ["oracle-w"] });
    expect(trust.witnesses.map(({ url }) => url)).toEqual(["https://witness.oracle.example"]);
    const silent = policy.log.witnesses.map(({ url: _url, ...witness }) => witness);
    expect(trustOf(nodeCrypto, { ...policy.log, witnesses: silent }).witnesses[0]).not.toHaveProperty("url");
  });

  it("is refused where its parts make no sense together", () => {
    expect(() => trustOf(nodeCrypto, { ...policy.log, quorum: "x" })).toThrow("policy.quorum");
  });

  it("is written for other verifiers too", () => {
    expect(
      exportTlogPolicy(nodeCrypto, policy.log)
        .split("\n")
        .map((line) => line.split(" ")[0]),
    ).toEqual(["log", "witness", "group", "quorum", ""]);
  });
});

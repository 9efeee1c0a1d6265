import { fingerprint, formatKeyBlob } from "@countersign/attest";
import type { PublicKey } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import { testKey } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { examplePolicy, exampleWith } from "./example.testing.ts";
import { parsePolicy } from "./parse.ts";
import {
  environmentById,
  keyHolder,
  keyHolders,
  machineByKey,
  organisationOf,
  personOfGit,
  personOfGithub,
  protectedRef,
  repositoryById,
  requirementsOf,
  revokedFrom,
  rolesOf,
} from "./roster.ts";

const policy = parsePolicy(examplePolicy());
const key = (name: string): PublicKey => ({ type: "ssh-ed25519", point: testKey(name).publicKey });

describe("the people of a policy", () => {
  it("are found by key, with the organisation whose pages count", () => {
    const holder = keyHolder(policy, formatKeyBlob(key("dana")));
    expect(holder?.person.id).toBe("dana");
    expect(holder?.organisation.origins).toEqual([
      { origin: "https://review.oracle.example", rpId: "review.oracle.example" },
    ]);
    expect(keyHolder(policy, formatKeyBlob(key("mallory")))).toBeUndefined();
    expect(keyHolders(policy).map(({ person }) => person.id)).toEqual(["olga", "dana", "nils"]);
  });

  it("B1 are found by address in any case, and by account", () => {
    expect(personOfGit(policy, "Olga@ACME.example")?.id).toBe("olga");
    expect(personOfGit(policy, "olga@acme.example.evil")).toBeUndefined();
    expect(personOfGit(policy, "")).toBeUndefined();
    expect(personOfGithub(policy, 1001)?.id).toBe("olga");
    expect(personOfGithub(policy, 1002)).toBeUndefined();
  });

  it("have an organisation and roles", () => {
    expect(organisationOf(policy, "nils")?.id).toBe("nordsec");
    expect(organisationOf(policy, "mallory")).toBeUndefined();
    expect(rolesOf(policy, "nils").map(({ id }) => id)).toEqual(["data-guard"]);
    expect(rolesOf(policy, "olga")).toEqual([]);
  });

  it("B16 are no machines, nor machines people", () => {
    expect(machineByKey(policy, testKey("gate-eu").publicKey)?.id).toBe("gate-eu");
    expect(machineByKey(policy, testKey("dana").publicKey)).toBeUndefined();
    expect(keyHolder(policy, formatKeyBlob(key("gate-eu")))).toBeUndefined();
  });

  it("B10 lose a revoked key from its leaf on", () => {
    const revoked = fingerprint(nodeCrypto, key("dana"));
    const later = parsePolicy(exampleWith("revokedKeys", [{ fingerprint: revoked, fromLeaf: 7 }]));
    expect(revokedFrom(later, revoked)).toBe(7);
    expect(revokedFrom(policy, revoked)).toBeUndefined();
    const others = [fingerprint(nodeCrypto, key("nils")), revoked, revoked];
    const revokedKeys = others.map((one, index) => ({ fingerprint: one, fromLeaf: 3 + index }));
    expect(revokedFrom({ ...policy, revokedKeys }, revoked)).toBe(4);
  });
});

describe("the places of a policy", () => {
  it("are found by their exact names", () => {
    const production = environmentById(policy, "production-eu");
    expect(requirementsOf(policy, production).map(({ id }) => id)).toEqual(["algorithm", "data-flow"]);
    expect(requirementsOf(policy, environmentById(policy, "staging"))).toEqual([]);
    expect(protectedRef(repositoryById(policy, "github:123456"), "refs/heads/release/1").accepts).toEqual([
      "refs/heads/main",
    ]);
  });

  it.each(["Production-EU", "production-eu ", "production", "production-*", "", "__proto__", "constructor"])(
    "E13 an environment %j is none",
    (name) => {
      expect(() => environmentById(policy, name)).toThrow("usage.environment");
    },
  );

  it.each(["github:12345", "GitHub:123456", "github:1234560", "*", ""])("E13 a repository %j is none", (name) => {
    expect(() => repositoryById(policy, name)).toThrow("policy.repository");
  });

  it.each(["main", "refs/heads/main ", "refs/heads/Main", "refs/heads/*", "refs/heads/release/2"])(
    "E13 a ref %j is none",
    (name) => {
      expect(() => protectedRef(repositoryById(policy, "github:123456"), name)).toThrow("policy.ref");
    },
  );
});

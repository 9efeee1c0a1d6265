import { fingerprint, parsePublicKey } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import { describe, expect, it } from "vitest";
import type { Incident } from "../log/incident.ts";
import { scribe } from "../log/scribe.testing.ts";
import { parseOid } from "../objects/oid.ts";
import { policyVersion } from "../policy/digest.ts";
import { examplePolicy, exampleWith, publicKeyLine } from "../policy/example.testing.ts";
import type { Person } from "../policy/policy.ts";
import { policySha256 } from "../policy/record.ts";
import type { BreakGlass } from "./break-glass.ts";
import { breakGlassFault } from "./break-glass-fault.ts";
import type { Target } from "./break-glass-fault.ts";
import { reviewersOf } from "./break-glass-review.ts";

const COMMIT = parseOid("c1".repeat(20), "sha1");
const NOON = Date.parse("2026-11-22T12:00:00Z") / 1000;
const TARGET = {
  repository: "github:123456",
  ref: "refs/heads/main",
  commit: COMMIT,
  environment: "production-eu",
} as const;
const TIMES = { time: NOON, now: NOON };

const record = (edits: Partial<BreakGlass> = {}): BreakGlass => ({
  repository: { id: "github:123456", uri: "git+https://github.com/acme/feed" },
  ref: "refs/heads/main",
  commit: COMMIT,
  environment: "production-eu",
  reason: "the feed is down",
  notAfter: "2026-11-22T14:00:00Z",
  id: "00000000-0000-4000-8000-000000000001",
  ...edits,
});

const closed = (leaf: number): Incident => ({
  about: { leaf },
  code: "breakglass.review",
  text: "looked at it",
  status: "closed",
  id: `00000000-0000-4000-8000-00000000001${leaf}`,
});

/** A log with what `write` adds to it, and the fault of its newest break-glass. */
function faultOf(
  write: (log: ReturnType<typeof begun>) => void,
  times = TIMES,
  target: Target = TARGET,
): string | undefined {
  const log = begun();
  write(log);
  const contents = log.contents();
  const newest = contents.breakGlass.at(-1);
  if (newest === undefined) throw new Error("no break-glass in the log");
  return breakGlassFault(contents, newest, target, times);
}

function begun(document = examplePolicy()) {
  return scribe(document, ["olga", "dana", "nils"], [{ keyName: "witness.example/oracle-w", key: "oracle-w" }]);
}

describe("a break-glass", () => {
  it("H4: of the people whom the environment names opens", () => {
    expect(faultOf((log) => log.byPeople("break-glass", record(), ["olga", "dana"]))).toBeUndefined();
  });

  it.each([
    ["breakglass.organisations", {}, ["olga"]],
    ["breakglass.organisations", {}, ["dana", "nils"]],
    ["breakglass.same-person", {}, ["olga", "dana", "olga"]],
    ["breakglass.commit", { commit: parseOid("c2".repeat(20), "sha1") }, ["olga", "dana"]],
    ["breakglass.environment", { environment: "staging" }, ["olga", "dana"]],
    ["breakglass.ref", { ref: "refs/heads/release/1" }, ["olga", "dana"]],
    ["breakglass.reason", { reason: " \n" }, ["olga", "dana"]],
    ["breakglass.expired", { notAfter: "2026-11-22T11:59:59Z" }, ["olga", "dana"]],
    ["breakglass.ttl", { notAfter: "2026-11-22T16:05:01Z" }, ["olga", "dana"]],
  ] as const)("H4: %s: %j by %j", (code, edits, signers) => {
    expect(faultOf((log) => log.byPeople("break-glass", record(edits), signers))).toBe(code);
  });

  it("H4: breakglass.repository: opens nothing in another repository", () => {
    const elsewhere = { ...TARGET, repository: "github:654321" };
    const write = (log: ReturnType<typeof begun>) => log.byPeople("break-glass", record(), ["olga", "dana"]);
    expect(faultOf(write, TIMES, elsewhere)).toBe("breakglass.repository");
  });

  it("H4: may stand as long as the policy lets it, and five minutes for clocks that differ", () => {
    const longest = record({ notAfter: "2026-11-22T16:05:00Z" });
    expect(faultOf((log) => log.byPeople("break-glass", longest, ["olga", "dana"]))).toBeUndefined();
  });

  it("H4: ends by witness time, by the gate's own clock where a log stands still, and without witnesses at once", () => {
    const open = (times: Parameters<typeof breakGlassFault>[3]) =>
      faultOf((log) => log.byPeople("break-glass", record(), ["olga", "dana"]), { ...TIMES, ...times } as typeof TIMES);
    expect(open({ time: NOON + 7200, now: NOON + 7200 })).toBeUndefined();
    expect(open({ time: NOON + 7201, now: NOON + 7201 })).toBe("breakglass.expired");
    expect(open({ time: NOON, now: NOON + 7500 })).toBeUndefined();
    expect(open({ time: NOON, now: NOON + 7501 })).toBe("breakglass.expired");
    expect(open({ time: undefined, now: NOON })).toBe("breakglass.expired");
  });

  it("H4: waits for the review of an earlier one in its environment, by a reviewer who did not sign it", () => {
    const second = record({ id: "00000000-0000-4000-8000-000000000002" });
    const after = (...between: readonly ((log: ReturnType<typeof begun>) => void)[]) =>
      faultOf((log) => {
        log.byPeople("break-glass", record(), ["olga", "dana"]);
        for (const one of between) one(log);
        log.byPeople("break-glass", second, ["olga", "dana"]);
      });
    const by =
      (who: string, leaf = 1) =>
      (log: ReturnType<typeof begun>) =>
        void log.byPeople("incident", closed(leaf), [who]);
    expect(after()).toBe("breakglass.review-overdue");
    expect(after(by("nils"))).toBeUndefined();
    for (const who of ["olga", "dana"]) expect(after(by(who)), who).toBe("breakglass.review-overdue");
    expect(after(by("nils", 0))).toBe("breakglass.review-overdue");
    expect(after((log) => void log.byMachine("incident", closed(1), "service-1"))).toBe("breakglass.review-overdue");
    const opened = { ...closed(1), status: "opened" } as const;
    expect(after((log) => void log.byPeople("incident", opened, ["nils"]))).toBe("breakglass.review-overdue");
  });

  it("H4: does not wait for one that opened nothing", () => {
    const fault = faultOf((log) => {
      log.byPeople("break-glass", record(), ["olga"]);
      log.byPeople("break-glass", record({ id: "00000000-0000-4000-8000-000000000002" }), ["olga", "dana"]);
    });
    expect(fault).toBeUndefined();
  });

  it("B10: loses the signature of a key that is revoked from its leaf on", () => {
    const key = parsePublicKey(publicKeyLine("dana"));
    const revoked = (fromLeaf: number) =>
      faultOf((log) => {
        log.byPeople("break-glass", record(), ["olga", "dana"]);
        const revokedKeys = [{ fingerprint: fingerprint(nodeCrypto, key), fromLeaf }];
        const withNewKey = exampleWith("people.1.keys", [publicKeyLine("dana"), publicKeyLine("dana 2")]);
        const previous = policySha256(nodeCrypto, { policy: examplePolicy() });
        const policy = { ...withNewKey, version: 2, revokedKeys };
        log.byPeople("policy", { policy, previous }, ["olga", "dana", "dana 2", "nils"]);
      });
    expect(revoked(3)).toBeUndefined();
    expect(revoked(1)).toBe("breakglass.organisations");
  });
});

describe("the review of a break-glass", () => {
  const { policy } = policyVersion(nodeCrypto, examplePolicy());
  const signers = (...people: readonly (readonly [string, string])[]) => ({
    signers: people.map(([person, organisation]) => ({ person, organisation, fingerprint: "" })),
  });

  it("is nobody's who has left, who has no key, or who works for the operator", () => {
    const changed = (who: string, change: Partial<Person>) =>
      reviewersOf(
        { ...policy, people: policy.people.map((one) => (one.id === who ? { ...one, ...change } : one)) },
        signers(),
      );
    expect(reviewersOf(policy, signers())).toEqual(["dana", "nils"]);
    expect(changed("dana", { retired: true })).toEqual(["nils"]);
    expect(changed("nils", { keys: [] })).toEqual(["dana"]);
    expect(changed("dana", { organisation: "acme" })).toEqual(["nils"]);
  });

  it("is that of reviewer organisations which did not sign, else of people who did not, else of any reviewer", () => {
    expect(reviewersOf(policy, signers(["olga", "acme"], ["dana", "oracle"]))).toEqual(["nils"]);
    expect(reviewersOf(policy, signers(["olga", "acme"]))).toEqual(["dana", "nils"]);
    expect(reviewersOf(policy, signers(["dana", "oracle"], ["nils", "nordsec"]))).toEqual(["dana", "nils"]);
  });
});

import { describe, expect, it } from "vitest";
import { sharing } from "./sharing.ts";
import { pathFromBytes } from "../objects/path.ts";
import { parseOid } from "../objects/oid.ts";
import type { ChangeRecord } from "../change/record.ts";
import type { Review } from "../decision/review.ts";

const id = (digit: string) => parseOid(digit.repeat(40), "sha1");
const bytes = (text: string) => new TextEncoder().encode(text);

/** A change as it comes out of a parser: nothing in it is the same object or text as in another one. */
function change(number: number, extra: Partial<ChangeRecord> = {}): ChangeRecord {
  const [from, to] = [String(number), String(number + 1)];
  return structuredClone<ChangeRecord>({
    change: from.repeat(64),
    repository: { id: "github:1", uri: "git+https://example.org/feed" },
    ref: "refs/heads/main",
    base: { gitCommit: id(from), gitTree: id(from) },
    head: { gitCommit: id(to) },
    result: { gitTree: id(to) },
    changeDigest: `cs-diff-v1:${from.repeat(64)}`,
    objectFormat: "sha1",
    entries: [
      {
        path: pathFromBytes(bytes("ranking.conf")),
        oldMode: "100644",
        newMode: "100755",
        oldOid: id(from),
        newOid: id(to),
        oldSha256: from.repeat(64),
        newSha256: to.repeat(64),
      },
    ],
    excluded: 0,
    commits: 1,
    contributors: [{ name: "Ada", email: "ada@acme.example", as: [] }],
    pushers: ["github:4711"],
    previous: [],
    claim: { title: "Tune", text: "" },
    packet: { sha256: from.repeat(64), renderer: "bench/1" },
    policy: { version: 1, sha256: "f".repeat(64) },
    ...extra,
  });
}

function review(of: ChangeRecord, extra: Partial<Review> = {}): Review {
  const { repository, ref, base, head, result, changeDigest, policy, packet } = of;
  return structuredClone<Review>({
    change: of.change,
    repository,
    ref,
    base,
    head,
    result,
    changeDigest,
    policy,
    packet,
    decision: "approve",
    role: "oracle",
    reviewer: { person: "dana", organisation: "oracle" },
    id: "00000000-0000-4000-8000-000000000001",
    message: "Reviewed.",
    claimedTime: "2026-01-01T00:00:00Z",
    ...extra,
  });
}

describe("shared records", () => {
  it("are equal to what they were, whatever they say", () => {
    const { change: shared, review: sharedReview } = sharing();
    const changes = [
      change(1),
      change(2, { proposal: "github:pr/7", previous: ["1".repeat(64)] }),
      change(3, { claim: { title: "", text: "Tune" }, contributors: [] }),
      change(4, { repository: { id: "github:2", uri: "git+https://example.org/other" }, excluded: 3, commits: 9 }),
      change(5, { policy: { version: 2, sha256: "e".repeat(64) } }),
    ];
    const extras: readonly Partial<Review>[] = [
      {},
      { decision: "revoke", reason: "harmful", supersedes: "a".repeat(64) },
      { classes: ["ranking"], conditions: { environments: ["staging"], notAfter: "2027-01-01T00:00:00Z" } },
    ];
    for (const one of changes) {
      const kept = shared(one);
      expect(kept).toStrictEqual(one);
      for (const extra of extras) expect(sharedReview(review(one, extra), kept)).toStrictEqual(review(one, extra));
    }
  });

  it("hold once what one says after the other", () => {
    const { change: shared, review: sharedReview } = sharing();
    const [first, second] = [shared(change(1)), shared(change(2))];
    expect(second.repository).toBe(first.repository);
    expect(second.contributors).toBe(first.contributors);
    expect(second.packet).not.toBe(first.packet);
    expect(sharedReview(review(second), second).packet).toBe(second.packet);
  });
});

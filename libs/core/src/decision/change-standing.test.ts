import { nodeCrypto } from "@countersign/crypto/node";
import type { JsonValue } from "@countersign/attest";
import { describe, expect, it } from "vitest";
import { changeId } from "../change/change-id.ts";
import { changeDigest } from "../change/digest.ts";
import type { ChangeRecord, Contributor } from "../change/record.ts";
import { scribe } from "../log/scribe.testing.ts";
import type { Scribe } from "../log/scribe.testing.ts";
import { parseOid } from "../objects/oid.ts";
import { pathFromBytes } from "../objects/path.ts";
import { examplePolicy, exampleWith, publicKeyLine } from "../policy/example.testing.ts";
import { changeStanding, peopleBehind, reviewsOf } from "./change-standing.ts";
import type { Review } from "./review.ts";

const KEYS = ["olga", "dana", "nils"];
const oid = (digit: string) => parseOid(digit.repeat(40), "sha1");
const path = (text: string) => pathFromBytes(new TextEncoder().encode(text));

type Words = Partial<Pick<ChangeRecord, "contributors" | "pushers" | "ref">> & {
  readonly base?: string;
  readonly head?: string;
};

/** A log with one captured change in it; `edits` replace values of the example's policy. */
function begun(edits: Readonly<Record<string, JsonValue>> = {}, words: Words = {}) {
  const document = Object.entries(edits).reduce(
    (policy, [where, value]) => exampleWith(where, value, policy),
    examplePolicy(),
  );
  const log = scribe(document, KEYS, [{ keyName: "witness.example/oracle-w", key: "oracle-w" }]);
  return { log, record: captured(log, words) };
}

function captured(
  log: Scribe,
  { base = "1", head = "2", contributors = [], pushers = [], ref = "refs/heads/main" }: Words,
): ChangeRecord {
  const entries = [
    {
      path: path("ranker/score.py"),
      oldMode: "100644",
      newMode: "100644",
      oldOid: oid("a"),
      newOid: oid("b"),
      oldSha256: "a".repeat(64),
      newSha256: "b".repeat(64),
    },
  ] as const;
  const { version, sha256 } = { version: log.contents().policy.policy.version, sha256: log.contents().policy.sha256 };
  const repository = { id: "github:123456", uri: "git+https://github.com/acme/feed" };
  const digest = changeDigest(nodeCrypto, "sha1", entries);
  if (digest === undefined) throw new Error("the change has entries");
  const identity = {
    base: { commit: oid(base), tree: oid(base) },
    changeDigest: digest,
    head: { commit: oid(head) },
    ref,
    repository: repository.id,
    result: { tree: oid("d") },
  };
  const record: ChangeRecord = {
    change: changeId(nodeCrypto, identity),
    repository,
    ref,
    base: { gitCommit: oid(base), gitTree: oid(base) },
    head: { gitCommit: oid(head) },
    result: { gitTree: oid("d") },
    changeDigest: digest,
    objectFormat: "sha1",
    entries,
    excluded: 0,
    commits: 1,
    contributors,
    pushers,
    previous: [],
    claim: { title: "Raise the weight", text: "" },
    packet: { sha256: "c".repeat(64), renderer: "countersign/0.1.0" },
    policy: { version, sha256 },
  };
  log.byMachine("change", record, "service-1");
  return record;
}

let reviews = 0;

/** A person says something about a change. */
function says(
  log: Scribe,
  record: ChangeRecord,
  person: "dana" | "nils" | "drew",
  decision: Review["decision"],
  more: Partial<Review> = {},
): void {
  const [organisation, role] = person === "nils" ? ["nordsec", "data-guard"] : ["oracle", "oracle"];
  const { change, repository, ref, base, head, result, changeDigest: digest, policy, packet } = record;
  reviews += 1;
  const review: Review = {
    change,
    repository,
    ref,
    base,
    head,
    result,
    changeDigest: digest,
    policy,
    packet,
    decision,
    role,
    reviewer: { person, organisation },
    id: `00000000-0000-4000-8000-${String(reviews).padStart(12, "0")}`,
    message: "",
    claimedTime: "2026-11-22T10:00:00Z",
    ...more,
  };
  log.byPeople("review", review, [person]);
}

const standings = (log: Scribe, record: ChangeRecord, options: Parameters<typeof changeStanding>[2] = {}) =>
  changeStanding(log.contents(), record, options).map(({ id, state, needs }) => [id, state, needs]);

const dana: Contributor = { name: "Dana", email: "dana@oracle.example", as: ["dana"] };
const ORACLE = ["algorithm", "UNSATISFIED", "1 of oracle: dana"];
const GUARD = ["data-flow", "UNSATISFIED", "1 of data-guard: nils"];

describe("changeStanding", () => {
  it("says of every requirement who has to decide", () => {
    const { log, record } = begun();
    expect(changeStanding(log.contents(), record)).toEqual([
      {
        id: "algorithm",
        state: "UNSATISFIED",
        role: "oracle",
        count: 1,
        needs: "1 of oracle: dana",
        people: ["dana"],
        missing: 1,
        objections: [],
        objectors: [],
      },
      {
        id: "data-flow",
        state: "UNSATISFIED",
        role: "data-guard",
        count: 1,
        needs: "1 of data-guard: nils",
        people: ["nils"],
        missing: 1,
        objections: [],
        objectors: [],
      },
    ]);
  });

  it("does not apply a requirement whose classes nothing was found in, and applies it where nobody knows", () => {
    const { log, record } = begun();
    const nothing = new Map([["ranker/score.py", []]]);
    expect(standings(log, record, { classes: nothing })).toEqual([ORACLE, ["data-flow", "NOT_APPLICABLE", ""]]);
    expect(standings(log, record, { classes: new Map([["ranker/score.py", ["egress"]]]) })).toEqual([ORACLE, GUARD]);
    expect(standings(log, record, { classes: new Map() })).toEqual([ORACLE, GUARD]);
  });

  it("applies a requirement that claims one entry of several", () => {
    const { log, record } = begun();
    const other = record.entries.map((entry) => ({ ...entry, path: path("docs/readme.md") }));
    const classes = new Map([
      ["ranker/score.py", ["egress"]],
      ["docs/readme.md", []],
    ]);
    const several = { ...record, entries: [...record.entries, ...other] };
    expect(standings(log, several, { classes }).map(([, state]) => state)).toEqual(["UNSATISFIED", "UNSATISFIED"]);
  });

  it("counts an approval for its own role", () => {
    const { log, record } = begun();
    says(log, record, "dana", "approve");
    expect(standings(log, record)).toEqual([["algorithm", "SATISFIED", ""], GUARD]);
  });

  it("B7: counts people, and says how many are missing", () => {
    const drew = { id: "drew", organisation: "oracle", keys: [publicKeyLine("drew")] };
    const { log, record } = begun({
      "people.3": drew,
      "roles.oracle.people": ["dana", "drew"],
      "requirements.0.count": 2,
    });
    expect(standings(log, record)[0]).toEqual(["algorithm", "UNSATISFIED", "2 of oracle: dana, drew"]);
    says(log, record, "dana", "approve");
    says(log, record, "dana", "approve");
    expect(standings(log, record)[0]).toEqual(["algorithm", "UNSATISFIED", "1 of oracle: drew"]);
    says(log, record, "drew", "approve");
    expect(standings(log, record)[0]).toEqual(["algorithm", "SATISFIED", ""]);
  });

  it.each([
    ["B1 a contributor", { contributors: [dana] }],
    ["B27 a contributor of another change with the same content", {}],
  ])("does not count %s", (what, words: Words) => {
    const { log, record } = begun({}, words);
    if (what.startsWith("B27")) captured(log, { head: "3", contributors: [dana] });
    says(log, record, "dana", "approve");
    expect(standings(log, record)[0]).toEqual([
      "algorithm",
      "UNSATISFIED",
      "1 of oracle: nobody is left who has no part in it",
    ]);
    expect(peopleBehind(log.contents(), record)).toEqual(new Set(["dana"]));
  });

  it("B4: takes an account that pushed for the person whose it is", () => {
    const { log, record } = begun({ "people.1.github": [2002] }, { pushers: ["github:2002"] });
    expect(peopleBehind(log.contents(), record)).toEqual(new Set(["dana"]));
  });

  it("A10: lets a rejection of any organisation stand against every requirement until that organisation approves", () => {
    const { log, record } = begun();
    says(log, record, "dana", "approve");
    says(log, record, "nils", "reject", { message: "copies profiles" });
    expect(standings(log, record)).toEqual([
      ["algorithm", "UNSATISFIED", "rejected by nordsec: copies profiles"],
      ["data-flow", "UNSATISFIED", "rejected by nordsec: copies profiles; 1 of data-guard: nils"],
    ]);
    expect(changeStanding(log.contents(), record)[0]).toMatchObject({ people: [], objections: ["decision.rejected"] });
    says(log, record, "dana", "approve");
    expect(standings(log, record)[0]?.[1]).toBe("UNSATISFIED");
    says(log, record, "nils", "approve");
    expect(standings(log, record).map(([, state]) => state)).toEqual(["SATISFIED", "SATISFIED"]);
  });

  it("A11: lets it stand against the same content in another change", () => {
    const { log, record } = begun();
    says(log, record, "nils", "hold");
    const again = captured(log, { base: "3", head: "4" });
    expect(standings(log, again)[0]).toEqual(["algorithm", "UNSATISFIED", "held by nordsec; 1 of oracle: dana"]);
  });

  it("A8: takes a revoked approval for none", () => {
    const { log, record } = begun();
    says(log, record, "dana", "approve");
    says(log, record, "dana", "revoke");
    expect(standings(log, record)[0]).toEqual(ORACLE);
  });

  it("B24: counts an approval until it ends, and none that ends where there is no time", () => {
    const { log, record } = begun();
    says(log, record, "dana", "approve", {
      conditions: { environments: ["staging"], notAfter: "2026-12-31T00:00:00Z" },
    });
    const end = Date.parse("2026-12-31T00:00:00Z") / 1000;
    expect(standings(log, record, { time: end })[0]?.[1]).toBe("SATISFIED");
    expect(standings(log, record, { time: end + 1 })[0]).toEqual(ORACLE);
    expect(standings(log, record)[0]).toEqual(ORACLE);
  });

  it("A12: counts what was said for a ref that this one accepts, and not the other way round", () => {
    const { log, record: main } = begun();
    const release = captured(log, { ref: "refs/heads/release/1", head: "3" });
    says(log, main, "dana", "approve");
    expect(standings(log, release)[0]?.[1]).toBe("SATISFIED");
    says(log, release, "nils", "reject");
    expect(standings(log, main)[0]?.[1]).toBe("SATISFIED");
    expect(reviewsOf(log.contents(), main).map(({ record }) => record.reviewer.person)).toEqual(["dana"]);
    expect(reviewsOf(log.contents(), release).map(({ record }) => record.reviewer.person)).toEqual(["dana", "nils"]);
  });

  it("hears nothing that was said of other content or in another repository", () => {
    const { log, record } = begun();
    says(log, record, "dana", "approve");
    const elsewhere = { ...record, repository: { ...record.repository, id: "github:654321" } };
    const otherContent = { ...record, changeDigest: `cs-diff-v1:${"0".repeat(64)}` as const };
    expect(reviewsOf(log.contents(), record)).toHaveLength(1);
    expect(reviewsOf(log.contents(), elsewhere)).toEqual([]);
    expect(reviewsOf(log.contents(), otherContent)).toEqual([]);
  });

  it("sees nobody behind it who has a part in other content only", () => {
    const { log, record } = begun({}, { contributors: [dana] });
    const otherContent = { ...record, changeDigest: `cs-diff-v1:${"0".repeat(64)}` as const };
    expect(peopleBehind(log.contents(), record)).toEqual(new Set(["dana"]));
    expect(peopleBehind(log.contents(), otherContent)).toEqual(new Set());
  });

  it("A7: under exact-tree counts an approval on this base only, under same-change on any", () => {
    const { log, record } = begun();
    const moved = captured(log, { base: "3", head: "4" });
    says(log, record, "dana", "approve");
    says(log, record, "nils", "approve");
    expect(standings(log, record).map(([, state]) => state)).toEqual(["SATISFIED", "SATISFIED"]);
    expect(standings(log, moved)).toEqual([["algorithm", "SATISFIED", ""], GUARD]);
  });
});

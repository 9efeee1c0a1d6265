import { formatCanonical, parseEnvelope } from "@countersign/attest";
import type { JsonObject } from "@countersign/attest";
import { parseRecord, recordId } from "@countersign/core";
import type { Review } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { tempFolder } from "@countersign/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { done } from "../governed-home.testing.ts";
import { signedApproval, statementWith } from "./signed-approval.testing.ts";
import type { SignedApproval } from "./signed-approval.testing.ts";
import { allowed } from "./stage.testing.ts";

const ONE = "1".repeat(40);
const HASH = "2".repeat(64);
const folder = tempFolder();
let made: SignedApproval;

beforeAll(async () => {
  made = await signedApproval(folder.path);
});
afterAll(() => folder[Symbol.dispose]());

describe("group 2: what a statement says, and who may say it", () => {
  it("B13: control: the approval as it was signed is allowed", async () => {
    expect(await made.forced(made.approval)).toEqual(allowed());
  });

  it.each<readonly [string, JsonObject, string]>([
    ["repository id", { repository: { id: "local:other" } }, "statement.repository"],
    ["uri", { repository: { uri: "git+https://evil.example/feed" } }, "statement.repository"],
    ["ref", { ref: "refs/heads/release/1" }, "statement.ref"],
    ["base commit", { base: { gitCommit: ONE } }, "statement.base"],
    ["base tree", { base: { gitTree: ONE } }, "statement.base"],
    ["head", { head: { gitCommit: ONE } }, "statement.head"],
    ["result tree", { result: { gitTree: ONE } }, "statement.result"],
    ["digest", { changeDigest: `cs-diff-v1:${HASH}` }, "statement.changeDigest"],
    ["change", { change: HASH }, "statement.change"],
    ["policy version", { policy: { version: 2 } }, "statement.policy"],
    ["policy digest", { policy: { sha256: HASH } }, "statement.policy"],
    ["packet", { packet: { sha256: HASH } }, "statement.packet"],
    ["renderer", { packet: { renderer: "evil/1" } }, "statement.packet"],
    ["role", { role: "data-guard" }, "statement.role"],
    ["person", { reviewer: { person: "nils" } }, "statement.person"],
    ["organisation", { reviewer: { organisation: "nordsec" } }, "statement.organisation"],
  ])("B13: with another %s it is no signature when altered, and no statement when signed", async (_, members, code) => {
    const payload = made.withMembers(merged(made.review, members));
    await made.refused({ ...made.approval, payload }, "attest.signature");
    await made.refused(await made.signed(payload), code);
  });

  it("B13: another decision is no signature when altered", async () => {
    const payload = made.spelled('"decision":"approve"', '"decision":"reject"');
    await made.refused({ ...made.approval, payload }, "attest.signature");
  });

  it("B9: nobody speaks in a role or for an organisation that is not theirs", async () => {
    const as = (person: string, organisation: string, role: string) =>
      made.withMembers({ role, reviewer: { person, organisation } });
    await made.refused(await made.signed(as("nils", "nordsec", "oracle"), { person: "nils" }), "statement.role");
    await made.refused(await made.signed(as("olga", "acme", "oracle"), { person: "olga" }), "statement.role");
    await made.refused(await made.signed(as("dana", "nordsec", "data-guard")), "statement.organisation");
    await made.refused(await made.signed(as("dana", "oracle", "king")), "statement.role");
  });

  it("B14: a subject that is not what the predicate is about is refused", async () => {
    const [only] = made.statement["subject"] as readonly JsonObject[];
    const digest = only?.["digest"] as JsonObject;
    const subjects: readonly (readonly JsonObject[])[] = [
      [{ ...only, digest: { gitTree: ONE } }],
      [{ ...only, digest: { ...digest, gitCommit: made.review.head.gitCommit } }],
      [{ ...only, name: "refs/heads/other" }],
      [{ ...only, uri: "git+https://evil.example/feed" }],
      [{ ...only }, { ...only, name: "refs/heads/other" }],
      [],
    ];
    for (const subject of subjects)
      await made.refused(await made.signed(statementWith(made, { subject })), "statement.subject");
  });

  it.each([
    ["a decision given twice", '"decision":"approve","decision":"reject"', "attest.duplicate-key"],
    [
      "a member in another case out of its place",
      '"decision":"approve","Decision":"reject"',
      "attest.json-not-canonical",
    ],
    ["a member that nobody knows", '"decision":"approve","decisive":true', "statement.unknown-field"],
    ["a decision that nobody knows", '"decision":"Approve"', "statement.decision"],
  ])("B19: %s makes it unreadable", async (_, replacement, code) => {
    await made.refused(await made.signed(made.spelled('"decision":"approve"', replacement)), code);
  });

  it("B19: a member in another case is a member that nobody knows", async () => {
    const predicate = { ...(made.statement["predicate"] as JsonObject), Decision: "reject" };
    await made.refused(await made.signed(statementWith(made, { predicate })), "statement.unknown-field");
  });

  it("B24: a condition that nobody knows is refused, not passed over", async () => {
    const conditions = { environments: ["production"], weekday: "monday" };
    const predicate = { ...(made.statement["predicate"] as JsonObject), conditions };
    await made.refused(await made.signed(statementWith(made, { predicate })), "statement.unknown-condition");
  });

  it("B25: nobody supersedes what another organisation said, and an id is given once", async () => {
    await done(made.stage.say("reject", made.review.change, "nils"));
    const payload = parseEnvelope((await made.forger.lines()).at(-1)?.evidence ?? formatCanonical({})).payload;
    const id = "00000000-0000-4000-8000-000000000001";
    for (const supersedes of [recordId(nodeCrypto, payload), HASH])
      await made.refused(await made.signed(made.withMembers({ id, supersedes })), "statement.supersedes");
    const taken = parseRecord(nodeCrypto, "review", payload).record.id;
    await made.refused(await made.signed(made.withMembers({ id: taken })), "statement.duplicate-id");
  });
});

/** A review with members replaced, of an object those that are named. */
function merged(review: Review, members: JsonObject): Partial<Review> {
  const old: Readonly<Record<string, unknown>> = review;
  const entries = Object.entries(members).map(([name, value]) => [
    name,
    typeof value === "object" && value !== null ? { ...(old[name] as object), ...value } : value,
  ]);
  return Object.fromEntries(entries) as Partial<Review>;
}

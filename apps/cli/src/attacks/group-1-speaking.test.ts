import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatCanonical, parseEnvelope } from "@countersign/attest";
import type { JsonObject } from "@countersign/attest";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { member } from "../desk.testing.ts";
import { done } from "../governed-home.testing.ts";
import { loggedByForce } from "./forced-leaf.testing.ts";
import { land, pick } from "./landing.testing.ts";
import { signedAside, submitted, written } from "./resign.testing.ts";
import { allowed, openStage } from "./stage.testing.ts";
import type { Stage } from "./stage.testing.ts";

const REVOKED = { decision: "deny", code: "decision.revoked", exit: 7, residual: [], reasons: ["decision.revoked"] };
const REJECTED = { decision: "deny", code: "decision.rejected", exit: 4, residual: [], reasons: ["decision.rejected"] };
const HELD = { decision: "pending", code: "decision.held", exit: 3, residual: [], reasons: ["decision.held"] };
const WAITING = { decision: "pending", code: "decision.missing", exit: 3, residual: [], reasons: ["decision.missing"] };

describe("group 1: an old approval replayed after its revocation", () => {
  it.each(["as it was", "under another keyid"])(
    "A9: submitted again %s, it keeps its first place",
    async (spelling) => {
      using folder = tempFolder();
      const stage = await openStage(folder.path);
      const { head, file, leaf } = await revoked(stage);
      const again = spelling === "as it was" ? file : renamed(file);
      expect(await submitted(stage, again)).toMatchObject({
        exit: 0,
        json: { leaf: { index: leaf }, outcome: "present" },
      });
      expect(await stage.gate(head)).toEqual(REVOKED);
    },
  );

  it.each(["as it was", "under another keyid"])(
    "A9: forced into the log again %s, it has no effect",
    async (spelling) => {
      using folder = tempFolder();
      const stage = await openStage(folder.path);
      const { head, file } = await revoked(stage);
      const before = await stage.run("queue", "--json");
      await loggedByForce(stage.home, "review", readFileSync(spelling === "as it was" ? file : renamed(file)));
      expect(await stage.gate(head)).toEqual(REVOKED);
      const after = await stage.run("queue", "--json");
      expect(member(after.json, "size")).toBe(Number(member(before.json, "size")) + 1);
      expect(member(after.json, "changes")).toMatchObject([{ state: "pending" }]);
    },
  );

  it("A9: spelled with white space, it is no envelope, at the door and in the log", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { head, file } = await revoked(stage);
    const spaced = `${readFileSync(file, "utf8")} `;
    const path = `${file}.spaced`;
    writeFileSync(path, spaced);
    expect(await submitted(stage, path)).toMatchObject({ exit: 6, json: { code: "attest.json-not-canonical" } });
    expect(await stage.gate(head)).toEqual(REVOKED);
    await loggedByForce(stage.home, "review", new TextEncoder().encode(spaced));
    expect(await stage.run("bundle", "-o", `${file}.bundle`, "--json")).toMatchObject({
      exit: 6,
      json: { code: "attest.json-not-canonical" },
    });
  });

  it("A9: its evidence handed over in the place of the revocation's is not that leaf's", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { head, leaf } = await revoked(stage);
    const bundle = join(folder.path, "log.bundle");
    const [header = "", ...lines] = readFileSync(bundle, "utf8").split("\n");
    const [approval, revocation] = [lines[leaf], lines[leaf + 1]].map((line) => JSON.parse(line ?? "") as JsonObject);
    const swapped = lines.with(leaf, shown(approval, revocation)).with(leaf + 1, shown(revocation, approval));
    writeFileSync(bundle, [header, ...swapped].join("\n"));
    const root = join(stage.home, "root.json");
    const asked = ["--commit", head, "--env", "production", "--root", root, "--bundle", bundle, "--json"];
    expect(await stage.run("gate", "--repo", stage.repo.path, ...asked)).toMatchObject({
      exit: 6,
      json: { decision: "error", code: "bundle.evidence-mismatch" },
    });
  });

  it("A9: only another approval, after the revocation, counts again", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { head, change } = await revoked(stage);
    await done(stage.say("approve", change, "dana"));
    expect(await stage.gate(head)).toEqual(allowed());
  });
});

describe("group 1: what one organisation said against a change", () => {
  it.each([
    ["reject", REJECTED],
    ["hold", HELD],
  ] as const)("A10: a %s is not cleared by another organisation, whoever spoke first", async (against, answer) => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, capture, say, gate } = stage;
    const h = repo.commit({ files: { "ranker/score.py": "two\n" }, parents: [c0], ref: "refs/heads/feature" });
    const { change } = await capture(h);
    await done(say("approve", change, "dana"));
    expect(await gate(h)).toEqual(allowed());
    await done(say(against, change, "nils"));
    expect(await gate(h)).toEqual(answer);
    await done(say("approve", change, "dana", "--again"));
    expect(await gate(h)).toEqual(answer);
    await done(say("approve", change, "nils"));
    expect(await gate(h)).toEqual(allowed());
  });

  it.each([
    ["reject", REJECTED],
    ["hold", HELD],
  ] as const)("A10: a %s that was withdrawn is as if nothing had been said", async (against, answer) => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, capture, say, gate } = stage;
    const h = repo.commit({ files: { "ranker/score.py": "two\n" }, parents: [c0], ref: "refs/heads/feature" });
    const { change } = await capture(h);
    await done(say(against, change, "nils"));
    await done(say("approve", change, "dana"));
    expect(await gate(h)).toEqual(answer);
    await done(say("revoke", change, "dana", "--reason", "mistake"));
    expect(await gate(h)).toMatchObject({ residual: [], reasons: expect.arrayContaining(answer.reasons) });
    await done(say("approve", change, "dana"));
    await done(say("revoke", change, "nils", "--reason", "mistake"));
    expect(await gate(h)).toEqual(allowed());
  });

  it.each([
    ["reject", REJECTED],
    ["hold", HELD],
  ] as const)(
    "A10: a %s of the role itself overtakes its own approval until it approves again",
    async (against, answer) => {
      using folder = tempFolder();
      const { repo, c0, cover, say, gate } = await openStage(folder.path);
      const h = repo.commit({ files: { "ranker/score.py": "two\n" }, parents: [c0], ref: "refs/heads/feature" });
      const change = await cover(h);
      await done(say(against, change, "dana"));
      expect(await gate(h)).toEqual(answer);
      await done(say("approve", change, "dana"));
      expect(await gate(h)).toEqual(allowed());
    },
  );

  it("A11: rejected content is rejected on every branch, under every message and in every proposal", async () => {
    using folder = tempFolder();
    const { repo, c0, capture, cover, say, gate } = await openStage(folder.path);
    const h = repo.commit({ files: { "ranker/score.py": "two\n" }, parents: [c0], ref: "refs/heads/feature" });
    const first = await capture(h, { proposal: "1" });
    await done(say("reject", first.change, "nils", "-m", "copies profiles"));
    const fresh = repo.commit({
      files: { "ranker/score.py": "two\n" },
      parents: [c0],
      ref: "refs/heads/fresh",
      message: "Tidy up",
    });
    const again = await capture(fresh, { proposal: "2" });
    expect(again.change).not.toBe(first.change);
    expect(again).toMatchObject({
      changeDigest: first["changeDigest"],
      rejections: [{ person: "nils", message: "copies profiles", change: first.change }],
    });
    await done(say("approve", again.change, "dana"));
    expect(await gate(fresh)).toEqual(REJECTED);

    const below = repo.commit({ files: { "ui/list.ts": "two\n" }, parents: [c0], ref: null });
    await cover(below);
    const rebased = pick(repo, h, below);
    const moved = await capture(rebased, { base: below, proposal: "3" });
    expect(moved).toMatchObject({ rejections: [{ person: "nils" }] });
    await done(say("approve", moved.change, "dana"));
    expect(await gate(rebased)).toEqual(REJECTED);
    for (const how of ["merge", "squash"] as const) expect(await gate(land(repo, fresh, how, c0))).toEqual(REJECTED);

    await done(say("approve", moved.change, "nils"));
    expect(await gate(rebased)).toEqual(allowed());
    expect(await gate(fresh)).toEqual(allowed());
  });

  it("A11: rejected content that nobody approves is rejected, not waiting", async () => {
    using folder = tempFolder();
    const { repo, c0, capture, say, gate } = await openStage(folder.path);
    const h = repo.commit({ files: { "ranker/score.py": "two\n" }, parents: [c0], ref: "refs/heads/feature" });
    const { change } = await capture(h);
    expect(await gate(h)).toEqual(WAITING);
    await done(say("reject", change, "nils"));
    expect(await gate(h)).toEqual(REJECTED);
  });
});

/** A change that dana approved (in a file that is kept) and then revoked. */
async function revoked(stage: Stage): Promise<{ head: string; change: string; file: string; leaf: number }> {
  const { repo, c0, capture, say, gate } = stage;
  const head = repo.commit({ files: { "ranker/score.py": "two\n" }, parents: [c0], ref: "refs/heads/feature" });
  const { change } = await capture(head);
  const file = await signedAside(stage, "approve", change, "dana");
  const { json } = await submitted(stage, file);
  expect(await gate(head)).toEqual(allowed());
  await done(say("revoke", change, "dana", "--reason", "mistake"));
  expect(await gate(head)).toEqual(REVOKED);
  return { head, change, file, leaf: Number(member(member(json, "leaf"), "index")) };
}

/** A line of a bundle with the salt and the evidence of another. */
function shown(line: JsonObject | undefined, { salt = null, evidence = null }: JsonObject = {}): string {
  return Buffer.from(formatCanonical({ ...line, salt, evidence })).toString();
}

/** The same payload and signature in an envelope with another keyid. */
function renamed(file: string): string {
  const { payloadType, payload, signatures } = parseEnvelope(readFileSync(file));
  return written(`${file}.renamed`, {
    payloadType,
    payload,
    signatures: signatures.map(({ sig }) => ({ keyid: "olga", sig })),
  });
}

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { leafLines, parseLeaf } from "@countersign/core";
import { contentsOf, workInHome } from "@countersign/home";
import { openHome } from "@countersign/home/folder";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { loggedByForce } from "../attacks/forced-leaf.testing.ts";
import { allowed } from "../attacks/stage.testing.ts";
import { member } from "../desk.testing.ts";
import { done } from "../governed-home.testing.ts";
import { openLife, settled } from "./life.testing.ts";
import type { Life } from "./life.testing.ts";

function printOf({ folder }: Life, name: string): string {
  const said = execFileSync("ssh-keygen", ["-lf", join(folder, "keys", `${name}.pub`)], { encoding: "utf8" });
  return said.split(" ")[1] ?? "";
}

/** A commit on main that is captured and, by these people, approved. */
async function landed({ repo, cover }: Life, text: string, by: Parameters<Life["cover"]>[1] = {}): Promise<string> {
  const head = repo.commit({ files: { "ranker/score.py": text } });
  await cover(head, { base: repo.id(`${head}^`), ...by });
  return head;
}

async function reviewsOf({ home }: Life) {
  await using opened = await workInHome(openHome(home, {}));
  return contentsOf(opened).reviews.map(({ leaf, id }) => ({ leaf, record: id }));
}

const dora = (key: string) => ({ id: "dora", organisation: "oracle", keys: [key], git: ["dora@oracle.example"] });

describe("people over several versions", () => {
  it("B10: who left keeps what was logged before, signs nothing new, and the deputy goes on", async () => {
    using folder = tempFolder();
    const life = await openLife(folder.path);
    const { gate, amend, repo, run, capture } = life;
    const first = await landed(life, "one\n");
    const key = await life.makeKey("dora");
    await amend(["people.3", dora(key)], ["roles.oracle.people", ["dana", "dora"]]);
    const handed = life.draft(
      ["governance.1.people", ["dora"]],
      ["people.1.retired", true],
      ["roles.oracle.people", ["dora"]],
      ["environments.0.breakGlass.approvals.1.people", ["dora"]],
    );
    await life.sign(handed, "olga", "dana", "nils", "dora");
    await done(life.publish(handed));
    expect(await gate(first)).toEqual(allowed());
    const second = repo.commit({ files: { "ranker/score.py": "two\n" } });
    const { change } = await capture(second, { base: first });
    const late = await life.say("approve", change, "dana");
    expect(late).toMatchObject({ exit: 6, json: { code: "statement.retired" } });
    expect(await gate(second)).toMatchObject({ decision: "pending", code: "decision.missing", exit: 3 });
    await done(run("approve", change, "--key", join(folder.path, "keys", "dora"), "--yes"));
    expect(await gate(second)).toEqual(allowed());
  });

  it("B10: a key that is revoked from a leaf on loses what it signed there and later, and keeps what came before", async () => {
    using folder = tempFolder();
    const life = await openLife(folder.path);
    const { gate, amend } = life;
    const first = await landed(life, "one\n");
    const second = await landed(life, "two\n");
    const [, stolen] = await reviewsOf(life);
    const key = await life.makeKey("dora");
    await amend(
      ["people.3", dora(key)],
      ["roles.oracle.people", ["dana", "dora"]],
      ["governance.1.people", ["dana", "dora"]],
    );
    const revoking = life.draft(["revokedKeys", [{ fingerprint: printOf(life, "dana"), fromLeaf: stolen?.leaf ?? 0 }]]);
    await life.sign(revoking, "olga", "dora", "nils");
    await done(life.publish(revoking));
    expect(await gate(first)).toEqual(allowed());
    const denied = { decision: "deny", code: "decision.key-revoked", exit: 4, residual: [] };
    expect(await gate(second)).toMatchObject(denied);
    const audit = await life.run("audit", "--log", life.home, "--root", join(life.home, "root.json"), "--json");
    expect(audit).toMatchObject({
      exit: 6,
      json: { problems: [{ index: stolen?.leaf, code: "decision.key-revoked" }] },
    });
    const freeing = life.draft(["revokedKeys", []]);
    await life.sign(freeing, "olga", "dana", "nils");
    expect(await life.publish(freeing)).toMatchObject({ exit: 6, json: { code: "policy.revocation-dropped" } });
  });

  it("F27: a rejection goes only by a version that its own organisation signs, is told by audit for ever, and never returns", async () => {
    using folder = tempFolder();
    const life = await openLife(folder.path);
    const { gate, say, run, repo, capture } = life;
    const head = repo.commit({ files: { "ranker/score.py": "two\n" } });
    const { change } = await capture(head, { base: life.c0 });
    await done(say("approve", change, "dana"));
    await done(say("reject", change, "nils", "-m", "copies profiles"));
    const rejected = { decision: "deny", code: "decision.rejected", exit: 4 };
    expect(await gate(head)).toMatchObject(rejected);
    const [, rejection] = await reviewsOf(life);
    const entry = { leaf: rejection?.leaf ?? 0, record: rejection?.record ?? "", reason: "signed by mistake" };
    const voiding = life.draft(["void", [entry]]);
    await life.sign(voiding, "olga", "dana");
    expect(await life.publish(voiding)).toMatchObject({ exit: 6, json: { code: "policy.threshold" } });
    expect(await gate(head)).toMatchObject(rejected);
    await life.sign(voiding, "nils");
    await done(life.publish(voiding));
    expect(await gate(head)).toEqual(allowed());
    const kept = life.draft(["environments.0.freshness", "PT12H"]);
    await life.sign(kept, "olga", "dana", "nils");
    await done(life.publish(kept));
    const audit = await run("audit", "--log", life.home, "--root", join(life.home, "root.json"), "--json");
    expect(audit).toMatchObject({ exit: 6, json: { problems: [{ index: entry.leaf, code: "audit.voided" }] } });
    expect((await run("policy", "explain", kept)).stdout).toContain(
      `Record ${entry.record} at leaf ${entry.leaf} never`,
    );
    const dropped = life.draft(["void", []]);
    await life.sign(dropped, "olga", "dana", "nils");
    expect(await life.publish(dropped)).toMatchObject({ exit: 6, json: { code: "policy.void-dropped" } });
  });

  it("F29: one bad leaf is an error that names it, until a version voids it", async () => {
    using folder = tempFolder();
    const life = await openLife(folder.path);
    const { gate, c0, run, policy } = life;
    await loggedByForce(life.home, "review", new TextEncoder().encode("no envelope\n"));
    const refused = await run("bundle", "-o", join(folder.path, "x.bundle"), "--json");
    expect(refused).toMatchObject({ exit: 6, json: { decision: "error", code: "attest.json-syntax" } });
    expect(String(member(refused.json, "message"))).toMatch(/^leaf 2: /);
    const voiding = life.draft(["void", [{ leaf: 2, record: await commitmentOf(life, 2), reason: "no envelope" }]]);
    const previous = (await done(run("policy", "digest", policy))).stdout.trimEnd();
    for (const person of ["olga", "dana", "nils"] as const)
      await done(run("policy", "sign", voiding, "--key", life.key(person), "--previous", previous));
    await done(life.publish(voiding));
    expect(await gate(c0)).toEqual(settled());
  });
});

/** What a leaf without readable evidence is voided by: the commitment that it holds. */
async function commitmentOf({ home }: Life, index: number): Promise<string> {
  await using opened = await workInHome(openHome(home, {}));
  const leaves: Uint8Array[] = [];
  for await (const { leaf } of leafLines(opened.parts)) leaves.push(leaf);
  return parseLeaf(leaves[index] ?? new Uint8Array()).sha256;
}

describe("what an operator with one reviewer can do by a policy version", () => {
  it.each([
    ["take the other's role", ["roles.data-guard", { organisation: "oracle", people: ["dana"] }]],
    ["take the other's requirement away", ["environments.0.requires", []]],
    ["leave the other out of governance", ["governance.2", undefined]],
    ["put the other's key out of force", ["revokedKeys", [{ fingerprint: `SHA256:${"A".repeat(43)}`, fromLeaf: 0 }]]],
    ["exclude the algorithm", ["repositories.0.scope.exclude", ["ranker/**"]]],
    ["accept approvals from another ref", ["repositories.0.contributors.unresolved", "allow"]],
  ] as const)("F2: they cannot %s", async (_what, edit) => {
    using folder = tempFolder();
    const life = await openLife(folder.path);
    const idle = ["requirements.1.role", "oracle"] as const;
    const file = life.draft(edit, ...(edit[0] === "governance.2" || edit[0] === "roles.data-guard" ? [idle] : []));
    await life.sign(file, "olga", "dana");
    expect(await life.publish(file)).toMatchObject({ exit: 6, json: { code: "policy.threshold" } });
    expect(await life.gate(life.c0)).toEqual(settled());
    expect(readFileSync(file, "utf8")).toContain('"version":2');
  });
});

import { execFileSync } from "node:child_process";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { JsonValue } from "@countersign/attest";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { done } from "../governed-home.testing.ts";
import { contentsOf, workInHome } from "@countersign/home";
import { openHome } from "@countersign/home/folder";
import { openLife } from "../policy-life/life.testing.ts";
import type { Life } from "../policy-life/life.testing.ts";
import type { StageOptions } from "./stage.testing.ts";
import { later, statefulGate } from "./stateful.testing.ts";

const BACK = { decision: "allow", code: "gate.rollback", exit: 0 };
const ALLOWED = { decision: "allow", code: "gate.allowed", exit: 0 };
const denied = (code: string, exit = 4) => ({ decision: "deny", code, exit });
const UNDERMINED = denied("rollback.undermined");
const UNSETTLED = denied("rollback.unsettled");

type Step = { readonly commit: string; readonly change: string };

/** A life in which dora may sign for dana's organisation as well, and a gate that allowed three commits, each approved by dana. */
async function threeAllowed(folder: string, options: StageOptions = {}) {
  const life = await openLife(folder, options);
  const key = await life.makeKey("dora");
  await life.amend(
    ["people.3", { id: "dora", organisation: "oracle", keys: [key], git: ["dora@oracle.example"] }],
    ["roles.oracle.people", ["dana", "dora"]],
    ["governance.1.people", ["dana", "dora"]],
  );
  const gate = statefulGate(life);
  expect(await gate.ask(life.c0)).toMatchObject(ALLOWED);
  const steps: Step[] = [];
  for (const text of ["one\n", "two\n", "three\n"]) steps.push(await allowedStep(life, gate, text));
  const [first, second, third] = steps;
  if (first === undefined || second === undefined || third === undefined) throw new Error("three steps were made");
  return { life, gate, first, second, third };
}

async function allowedStep(life: Life, gate: ReturnType<typeof statefulGate>, text: string): Promise<Step> {
  const commit = life.repo.commit({ files: { "ranker/score.py": text } });
  const change = await life.cover(commit, { base: life.repo.id(`${commit}^`) });
  expect(await gate.ask(commit)).toMatchObject(ALLOWED);
  return { commit, change };
}

/** The next version, signed for the reviewer by dora. */
async function publishedByDora(life: Life, path: string, value: JsonValue): Promise<void> {
  const file = life.draft([path, value]);
  await life.sign(file, "olga", "dora", "nils");
  await done(life.publish(file));
}

/** The key of dana loses everything from a leaf on. */
async function stolen(life: Life, fromLeaf: number): Promise<void> {
  const said = execFileSync("ssh-keygen", ["-lf", `${life.key("dana")}.pub`], { encoding: "utf8" });
  await publishedByDora(life, "revokedKeys", [{ fingerprint: said.split(" ")[1] ?? "", fromLeaf }]);
}

async function approvalOf(life: Life, change: string): Promise<{ readonly leaf: number; readonly id: string }> {
  await using home = await workInHome(openHome(life.home, {}));
  const found = contentsOf(home).reviews.find(({ record }) => record.change === change);
  if (found === undefined) throw new Error("nobody approved it");
  return found;
}

const byDora = async (life: Life, change: string) =>
  done(life.run("approve", change, "--key", join(life.folder, "keys", "dora"), "--yes"));

describe("group 8: the way back, after something was taken away", () => {
  it("H5 B10: content whose approval lost its key is no way back until it is approved again, what lies below it is one", async () => {
    using folder = tempFolder();
    const { life, gate, first, second, third } = await threeAllowed(folder.path);
    await stolen(life, (await approvalOf(life, second.change)).leaf);
    expect(await gate.ask(third.commit)).toMatchObject(denied("decision.key-revoked"));
    for (const { commit } of [second, third]) expect(await gate.back(commit)).toMatchObject(UNDERMINED);
    expect(await gate.back(first.commit)).toMatchObject(BACK);
    await byDora(life, second.change);
    expect(await gate.ask(third.commit)).toMatchObject(denied("decision.key-revoked"));
    expect(await gate.back(second.commit)).toMatchObject(BACK);
    expect(await gate.back(third.commit)).toMatchObject(UNDERMINED);
    await byDora(life, third.change);
    expect(await gate.ask(third.commit)).toMatchObject(ALLOWED);
    expect(await gate.back(third.commit)).toMatchObject(BACK);
  });

  it("H5 B10: the call for the way back itself brings the bundle that tells of the stolen key, and the one that heals it", async () => {
    using folder = tempFolder();
    const { life, gate, third } = await threeAllowed(folder.path);
    await stolen(life, (await approvalOf(life, third.change)).leaf);
    expect(await gate.backWith(third.commit)).toMatchObject(UNDERMINED);
    expect(await gate.back(third.commit)).toMatchObject(UNDERMINED);
    await byDora(life, third.change);
    expect(await gate.backWith(third.commit)).toMatchObject(BACK);
  });

  it("B10: who merely left takes nothing with them", async () => {
    using folder = tempFolder();
    const { life, gate, first, third } = await threeAllowed(folder.path);
    const handed = life.draft(
      ["people.1.retired", true],
      ["roles.oracle.people", ["dora"]],
      ["governance.1.people", ["dora"]],
      ["environments.0.breakGlass.approvals.1.people", ["dora"]],
    );
    await life.sign(handed, "olga", "dana", "nils", "dora");
    await done(life.publish(handed));
    expect(await gate.ask(third.commit)).toMatchObject(ALLOWED);
    for (const { commit } of [first, third]) expect(await gate.back(commit)).toMatchObject(BACK);
  });

  it("H5 F27: content whose approval was voided is no way back until it is approved again", async () => {
    using folder = tempFolder();
    const { life, gate, first, second, third } = await threeAllowed(folder.path);
    const { leaf, id } = await approvalOf(life, second.change);
    await publishedByDora(life, "void", [{ leaf, record: id, reason: "never meant" }]);
    expect(await gate.ask(third.commit)).toMatchObject({ code: "decision.missing", exit: 3 });
    expect(await gate.back(second.commit)).toMatchObject(UNDERMINED);
    expect(await gate.back(first.commit)).toMatchObject(BACK);
    await byDora(life, second.change);
    expect(await gate.ask(third.commit)).toMatchObject(ALLOWED);
    expect(await gate.back(second.commit)).toMatchObject(BACK);
  });

  it("H5 F27: a revocation as harmful that was voided by all sides closes no way back", async () => {
    using folder = tempFolder();
    const { life, gate, second } = await threeAllowed(folder.path);
    await done(life.say("revoke", second.change, "dana", "--reason", "harmful"));
    expect(await gate.backWith(second.commit)).toMatchObject(denied("rollback.revoked"));
    await using home = await workInHome(openHome(life.home, {}));
    const revoke = contentsOf(home).reviews.at(-1);
    await home[Symbol.asyncDispose]();
    await publishedByDora(life, "void", [{ leaf: revoke?.leaf ?? 0, record: revoke?.id ?? "", reason: "a mix-up" }]);
    expect(await gate.backWith(second.commit)).toMatchObject(BACK);
  });

  it("H5 A10: only the organisation that revoked content as harmful opens the way back, by approving it again", async () => {
    using folder = tempFolder();
    const { life, gate, first, third } = await threeAllowed(folder.path);
    await done(life.say("revoke", third.change, "nils", "--reason", "harmful"));
    const revoked = denied("rollback.revoked");
    expect(await gate.backWith(third.commit)).toMatchObject(revoked);
    expect(await gate.back(first.commit)).toMatchObject(BACK);
    await done(life.say("approve", third.change, "dana", "--again"));
    expect(await gate.ask(third.commit)).toMatchObject(ALLOWED);
    for (const _ of [1, 2]) expect(await gate.back(third.commit)).toMatchObject(revoked);
    const clean = await byDoraAllowed(life, gate, "two\n");
    expect(await gate.back(clean.commit)).toMatchObject(BACK);
    expect(await gate.back(third.commit)).toMatchObject(revoked);
    await done(life.say("approve", third.change, "nils"));
    expect(await gate.backWith(third.commit)).toMatchObject(BACK);
  });

  it("H5 H20: what rests on a baseline that lost its key is no way back, until another one settles it", async () => {
    using folder = tempFolder();
    const { life, gate, third } = await threeAllowed(folder.path);
    await stolen(life, 1);
    await byDora(life, third.change);
    expect(await gate.ask(third.commit)).toMatchObject(denied("gate.no-settled-ancestor"));
    const audit = await life.run("audit", "--log", life.home, "--root", join(life.home, "root.json"), "--json");
    const lost = { code: "decision.key-revoked", message: expect.stringContaining("baseline of dana") };
    expect(audit).toMatchObject({
      exit: 6,
      json: { problems: expect.arrayContaining([expect.objectContaining(lost)]) },
    });
    expect(await gate.back(life.c0)).toMatchObject(UNSETTLED);
    expect(await gate.back(third.commit)).toMatchObject(UNDERMINED);
    await settledByDora(life, third.commit);
    expect(await gate.back(life.c0)).toMatchObject(UNSETTLED);
    expect(await gate.backWith(third.commit)).toMatchObject(BACK);
    expect(await gate.ask(third.commit)).toMatchObject(ALLOWED);
    expect(await gate.back(third.commit)).toMatchObject(BACK);
    expect(await gate.back(life.c0)).toMatchObject(UNSETTLED);
  });

  it("H5 H20: a voided baseline closes the way back until the same commit is settled again", async () => {
    using folder = tempFolder();
    const { life, gate, first, third } = await threeAllowed(folder.path);
    await using home = await workInHome(openHome(life.home, {}));
    const [baseline] = contentsOf(home).baselines;
    await home[Symbol.asyncDispose]();
    await publishedByDora(life, "void", [
      { leaf: baseline?.leaf ?? 0, record: baseline?.id ?? "", reason: "a mistake" },
    ]);
    expect(await gate.ask(third.commit)).toMatchObject(denied("gate.no-settled-ancestor"));
    for (const commit of [first.commit, third.commit]) expect(await gate.back(commit)).toMatchObject(UNSETTLED);
    await life.settle(life.c0);
    expect(await gate.backWith(first.commit)).toMatchObject(BACK);
    expect(await gate.ask(third.commit)).toMatchObject(ALLOWED);
    for (const commit of [life.c0, first.commit, third.commit]) expect(await gate.back(commit)).toMatchObject(BACK);
  });

  it("H5 B10: a baseline that is signed over content without a key settles it, for the gate and for the way back", async () => {
    using folder = tempFolder();
    const { life, gate, second, third } = await threeAllowed(folder.path);
    await stolen(life, (await approvalOf(life, second.change)).leaf);
    expect(await gate.ask(third.commit)).toMatchObject(denied("decision.key-revoked"));
    await settledByDora(life, third.commit);
    expect(await gate.ask(third.commit)).toMatchObject(ALLOWED);
    expect(await life.gate(third.commit)).toMatchObject(ALLOWED);
    expect(await gate.back(third.commit)).toMatchObject(BACK);
    expect(await gate.back(second.commit)).toMatchObject(UNDERMINED);
    const { commit } = await byDoraAllowed(life, gate, "four\n");
    expect(await gate.back(commit)).toMatchObject(BACK);
  });

  it("H5 B10: content that was taken out again closes the way back only where it was", async () => {
    using folder = tempFolder();
    const { life, gate, first, second, third } = await threeAllowed(folder.path);
    await stolen(life, (await approvalOf(life, third.change)).leaf);
    const clean = await byDoraAllowed(life, gate, "two\n");
    expect(await gate.back(clean.commit)).toMatchObject(BACK);
    expect(await gate.back(third.commit)).toMatchObject(UNDERMINED);
    for (const { commit } of [first, second]) expect(await gate.back(commit)).toMatchObject(BACK);
  });

  it("H5 F23: a state from before the key was stolen learns of it from the bundle, takes no older one, and runs out", async () => {
    using folder = tempFolder();
    const { life, gate, third } = await threeAllowed(folder.path);
    const [copy, old] = [join(folder.path, "copy"), join(folder.path, "old.bundle")];
    cpSync(gate.dir, copy, { recursive: true });
    const known = gate.size();
    await done(life.run("bundle", "-o", old));
    await stolen(life, (await approvalOf(life, third.change)).leaf);
    expect(await gate.backWith(third.commit)).toMatchObject(UNDERMINED);
    expect(await gate.backWith(third.commit, { bundle: old })).toMatchObject({ code: "log.rollback", exit: 6 });
    expect(await gate.back(third.commit)).toMatchObject(UNDERMINED);
    rmSync(gate.dir, { recursive: true });
    cpSync(copy, gate.dir, { recursive: true });
    expect(await later(4 * 86_400, () => gate.back(third.commit))).toMatchObject(denied("rollback.bounds"));
    expect(await gate.backWith(third.commit, { since: known })).toMatchObject(UNDERMINED);
  });

  it("H20: a baseline below the one that was lost begins the line anew, and the state stays readable", async () => {
    using folder = tempFolder();
    const life = await openLife(folder.path);
    const below = life.repo.id(`${life.c0}^`);
    const gate = statefulGate(life);
    const { commit } = await allowedStep(life, gate, "one\n");
    await using home = await workInHome(openHome(life.home, {}));
    const lost = contentsOf(home).baselines.map(({ leaf, id }) => ({ leaf, record: id, reason: "a mistake" }));
    await home[Symbol.asyncDispose]();
    await life.amend(["void", lost]);
    expect(await gate.ask(commit)).toMatchObject(denied("gate.no-settled-ancestor"));
    expect(await gate.back(commit)).toMatchObject(UNSETTLED);
    await life.cover(life.c0, { base: below });
    await life.settle(below);
    for (const _ of [1, 2]) expect(await gate.ask(commit)).toMatchObject(ALLOWED);
    expect(await gate.back(commit)).toMatchObject(BACK);
  });
});

async function settledByDora(life: Life, commit: string): Promise<void> {
  const proposed = await done(life.run("baseline", "--repo", life.repo.path, "--commit", commit, "--json"));
  const { change } = proposed.json as { readonly change: string };
  for (const name of ["olga", "dora", "nils"])
    await done(life.run("approve", change, "--key", join(life.folder, "keys", name), "--yes"));
}

async function byDoraAllowed(life: Life, gate: ReturnType<typeof statefulGate>, text: string): Promise<Step> {
  const commit = life.repo.commit({ files: { "ranker/score.py": text } });
  const { change } = await life.capture(commit, { base: life.repo.id(`${commit}^`) });
  await byDora(life, change);
  expect(await gate.ask(commit)).toMatchObject(ALLOWED);
  return { commit, change };
}

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fingerprint, pae, parseEnvelope, parsePublicKey } from "@countersign/attest";
import { formatRecord, parseOid, parseRecord } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { member } from "../desk.testing.ts";
import { done, edited, signedByAll, startedHome } from "../governed-home.testing.ts";
import type { PersonId } from "../governed-home.testing.ts";
import { amend, extraKey } from "./amended.testing.ts";
import { forgedLine, openForger } from "./forged-log.testing.ts";
import { documentOf, policyEnvelope } from "./forged-policy.testing.ts";
import type { PolicyForgery } from "./forged-policy.testing.ts";
import { submitted, written } from "./resign.testing.ts";
import { signedApproval } from "./signed-approval.testing.ts";
import { allowed, failed, openStage } from "./stage.testing.ts";
import type { Stage } from "./stage.testing.ts";

const CHANGE = { "ranker/score.py": "two\n" };

/** Dora beside dana: one who can sign when dana's key is gone. */
async function withDora(folder: string) {
  const dora = await extraKey(folder, "dora");
  const edits = [
    [
      "  - id: nils\n",
      `  - id: dora\n    organisation: oracle\n    keys: ["${dora.line}"]\n    git: [dora@oracle.example]\n  - id: nils\n`,
    ],
    ["people: [dana]}, data-guard", "people: [dana, dora]}, data-guard"],
    ["{organisation: oracle, people: [dana], count: 1}\n", "{organisation: oracle, people: [dana, dora], count: 1}\n"],
    ["{organisation: oracle, people: [dana], count: 1}]", "{organisation: oracle, people: [dana, dora], count: 1}]"],
  ] as const;
  return { dora: dora.file, stage: await openStage(folder, { edits }) };
}

async function captured({ repo, c0, capture }: Stage): Promise<{ readonly head: string; readonly change: string }> {
  const head = repo.commit({ files: CHANGE, parents: [c0], ref: "refs/heads/feature" });
  return { head, change: (await capture(head)).change };
}

/** Adds a signature to the baseline of c0, which asks for two of the role. */
async function settledBy({ run, repo, c0 }: Stage, key: string): Promise<void> {
  const { json } = await done(run("baseline", "--repo", repo.path, "--commit", c0, "--json"));
  await done(run("approve", String(member(json, "change")), "--key", key, "--yes", "--json"));
}

describe("group 2: who is entitled, and until when", () => {
  it("B7: one person with two keys is one person", async () => {
    using folder = tempFolder();
    const second = await extraKey(folder.path, "dana-2");
    const dora = await extraKey(folder.path, "dora");
    const stage = await openStage(folder.path, {
      edits: [
        [' dana at home"', ` dana at home", "${second.line}"`],
        ["  - id: nils\n", `  - id: dora\n    organisation: oracle\n    keys: ["${dora.line}"]\n  - id: nils\n`],
        ["people: [dana]}, data-guard", "people: [dana, dora]}, data-guard"],
        ["role: oracle, count: 1", "role: oracle, count: 2"],
      ],
    });
    await settledBy(stage, dora.file);
    const { head, change } = await captured(stage);
    const by = (key: string) => done(stage.run("approve", change, "--key", key, "--yes", "--again", "--json"));
    await by(stage.key("dana"));
    expect(await stage.gate(head)).toMatchObject({ decision: "pending", code: "decision.missing", exit: 3 });
    await by(second.file);
    expect(await stage.gate(head)).toMatchObject({
      decision: "deny",
      code: "gate.requirement-unsatisfied",
      exit: 4,
      reasons: ["gate.requirement-unsatisfied", "decision.same-person"],
    });
    await by(dora.file);
    expect(await stage.gate(head)).toEqual(allowed());
  });

  it("B7: one organisation does not speak for two", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path, {
      edits: [["requires: [algorithm]", "requires: [algorithm, data-flow]"]],
    });
    const { head, change } = await captured(stage);
    await done(stage.say("approve", change, "dana"));
    await done(stage.say("approve", change, "dana", "--again"));
    expect(await stage.gate(head)).toMatchObject({ decision: "pending", code: "decision.missing", exit: 3 });
    expect(await stage.say("approve", change, "dana", "--role", "data-guard")).toMatchObject({
      exit: 6,
      json: { code: "statement.role" },
    });
    await done(stage.say("approve", change, "nils"));
    expect(await stage.gate(head)).toEqual(allowed());
  });

  it.each([
    ["a key under two people", "nils at home", "policy.duplicate-key"],
    ["a person in two organisations", "  - id: nils\n    organisation: nordsec", "policy.person-twice"],
    ["an address of two people", "git: [nils@nordsec.example]", "policy.person-twice"],
    ["the operator in a role", "data-guard: {organisation: nordsec, people: [nils]}", "policy.operator-reviews"],
    ["a person of the operator in a role", "people: [nils]}}", "policy.operator-reviews"],
  ])("B8: a policy with %s is signed and published by nobody", async (_, part, code) => {
    using folder = tempFolder();
    const scene = await startedHome(folder.path);
    const dana = /keys: \["([^"]+ dana at home)"\]/.exec(edited(scene, "dana", "dana"))?.[1] ?? "";
    const replacement: Readonly<Record<string, string>> = {
      "  - id: nils\n    organisation: nordsec": `  - id: dana\n    organisation: nordsec\n    keys: []\n  - id: nils\n    organisation: nordsec`,
      "git: [nils@nordsec.example]": "git: [nils@nordsec.example, DANA@oracle.example]",
      "data-guard: {organisation: nordsec, people: [nils]}": "data-guard: {organisation: acme, people: [olga]}",
      "people: [nils]}}": "people: [nils, olga]}}",
    };
    const text =
      code === "policy.duplicate-key"
        ? edited(scene, "", "").replace(/"[^"]+ nils at home"/, `"${dana}"`)
        : edited(scene, part, replacement[part] ?? "");
    writeFileSync(scene.policy, text);
    for (const call of [["check"], ["sign", "--key", scene.key("olga")], ["publish"]])
      expect(await scene.run("policy", call[0] ?? "", scene.policy, ...call.slice(1), "--json"), call[0]).toMatchObject(
        { exit: 6, json: { code } },
      );
  });

  it("B10: somebody who left keeps what was logged before, and says nothing more", async () => {
    using folder = tempFolder();
    const { stage, dora } = await withDora(folder.path);
    const { head, change } = await captured(stage);
    await done(stage.say("approve", change, "dana"));
    await amend(stage, [["git: [dana@oracle.example]", "git: [dana@oracle.example]\n    retired: true"]], [dora]);
    expect(await stage.gate(head)).toEqual(allowed());
    expect(await stage.say("reject", change, "dana")).toMatchObject({ exit: 6, json: { code: "statement.retired" } });
  });

  it.each([
    ["before", 0, { decision: "deny", code: "decision.key-revoked", exit: 4 }],
    ["at", 1, { decision: "deny", code: "decision.key-revoked", exit: 4 }],
    ["after", 2, { decision: "allow", code: "gate.allowed", exit: 0 }],
  ])("B10: of a key that is revoked from a leaf %s the approval on", async (when, offset, answer) => {
    using folder = tempFolder();
    const { stage, dora } = await withDora(folder.path);
    const { head, change } = await captured(stage);
    await done(stage.say("approve", change, "dana"));
    const { publicKey } = await stage.signer("dana");
    const fromLeaf = 2 + offset;
    const revoked = `revokedKeys: [{fingerprint: "${fingerprint(nodeCrypto, parsePublicKey(publicKey))}", fromLeaf: ${fromLeaf}}]`;
    await amend(stage, [["revokedKeys: []", revoked]], [dora]);
    expect(await stage.gate(head)).toMatchObject(answer);
    const bundle = join(folder.path, "log.bundle");
    const audit = await stage.run("audit", "--log", bundle, "--root", join(stage.home, "root.json"), "--json");
    const found = (member(audit.json, "problems") as readonly object[]).map((one) => (one as { code: string }).code);
    expect(found).toEqual(when === "after" ? [] : ["decision.key-revoked"]);
    expect(audit.exit).toBe(when === "after" ? 0 : 6);
    expect(await stage.say("approve", change, "dana", "--again")).toMatchObject({
      exit: 6,
      json: { code: "attest.key-revoked" },
    });
  });

  it("B24: an approval for one environment is none for another", async () => {
    using folder = tempFolder();
    const staging = "environments:\n  - {id: staging, requires: [algorithm], freshness: PT24H}\n";
    const stage = await openStage(folder.path, { edits: [["environments:\n", staging]] });
    const { head, change } = await captured(stage);
    await done(stage.say("approve", change, "dana", "--env", "staging"));
    expect(await stage.gate(head, { env: "staging" })).toEqual(allowed());
    expect(await stage.gate(head)).toMatchObject({
      decision: "deny",
      code: "gate.requirement-unsatisfied",
      exit: 4,
      reasons: ["gate.requirement-unsatisfied", "decision.environment"],
    });
  });

  it("B24: an approval that has ended is none, by the witnesses' time", async () => {
    using folder = tempFolder();
    const made = await signedApproval(folder.path);
    const ended = await made.signed(made.withMembers({ conditions: { notAfter: "2026-01-01T00:00:00Z" } }));
    await done(submitted(made.stage, written(join(folder.path, "ended.json"), ended)));
    expect(await made.stage.gate(made.head)).toMatchObject({ decision: "deny", code: "decision.expired", exit: 7 });
  });

  it("B26: a baseline without the role of a requirement does not settle it", async () => {
    using folder = tempFolder();
    const edits = [["requires: [algorithm]", "requires: [algorithm, data-flow]"]] as const;
    const stage = await openStage(folder.path, { edits });
    const forger = await openForger(stage);
    const lines = await forger.lines();
    const { record } = parseRecord(
      nodeCrypto,
      "baseline",
      parseEnvelope(lines[1]?.evidence ?? new Uint8Array()).payload,
    );
    const next = stage.repo.commit({ files: CHANGE });
    const moved = {
      ...record,
      commit: parseOid(next, "sha1"),
      tree: parseOid(stage.repo.id(`${next}^{tree}`), "sha1"),
    };
    const payload = formatRecord(nodeCrypto, "baseline", moved);
    const by = async (...people: readonly PersonId[]) => {
      const payloadType = "application/vnd.in-toto+json";
      const sign = async (person: PersonId) =>
        (await stage.signer(person)).sign("countersign-policy@v1", pae(payloadType, payload));
      const signatures = await Promise.all(people.map(async (person) => ({ keyid: "", sig: await sign(person) })));
      return [...lines, forgedLine("baseline", { payloadType, payload, signatures })];
    };
    expect(await forger.ask(next, await by("olga", "dana", "nils"))).toMatchObject({ code: "gate.allowed", exit: 0 });
    expect(await forger.ask(next, await by("olga", "dana"))).toMatchObject({
      decision: "deny",
      code: "gate.residual",
      exit: 4,
      residual: ["ranker/score.py"],
    });
    expect(await forger.ask(next, await by("dana", "nils"))).toMatchObject({ decision: "deny", code: "gate.residual" });
  });

  it("B26: a key of the right organisation whose holder does not govern signs no policy", async () => {
    using folder = tempFolder();
    const scene = await startedHome(folder.path);
    const drew = await extraKey(folder.path, "drew");
    const person = `  - id: drew\n    organisation: acme\n    keys: ["${drew.line}"]\n`;
    writeFileSync(scene.policy, edited(scene, "  - id: dana\n", `${person}  - id: dana\n`));
    expect(await scene.run("policy", "sign", scene.policy, "--key", drew.file, "--json")).toMatchObject({
      exit: 6,
      json: { code: "statement.role" },
    });
    await signedByAll(scene);
    await done(scene.run("policy", "publish", scene.policy));
    using other = tempFolder();
    const stage = await openStage(other.path, { edits: [["  - id: dana\n", `${person}  - id: dana\n`]] });
    const forger = await openForger(stage);
    const document = { ...documentOf(stage), version: 2 };
    const forced = async (forgery: PolicyForgery) =>
      forger.ask(stage.c0, [
        ...(await forger.lines()),
        forgedLine("policy", await policyEnvelope(stage, document, forgery)),
      ]);
    expect(await forced({ signers: ["dana", "nils"], keys: [drew.file] })).toMatchObject(failed("policy.threshold"));
    expect(await forced({})).toMatchObject({ code: "gate.allowed" });
  });
});

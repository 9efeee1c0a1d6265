import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatBase64, formatPublicKey } from "@countersign/attest";
import type { JsonObject, JsonValue } from "@countersign/attest";
import { policySha256 } from "@countersign/core";
import { witnessKeyText } from "@countersign/core/testing";
import { nodeCrypto } from "@countersign/crypto/node";
import { tempFolder } from "@countersign/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { member } from "../desk.testing.ts";
import { edited } from "../governed-home.testing.ts";
import { runCli } from "../run.testing.ts";
import { extraKey } from "./amended.testing.ts";
import { forgedLine, openForger } from "./forged-log.testing.ts";
import type { Forger } from "./forged-log.testing.ts";
import { documentOf, policyEnvelope } from "./forged-policy.testing.ts";
import type { PolicyForgery } from "./forged-policy.testing.ts";
import { allowed, failed, gateCall, openStage } from "./stage.testing.ts";
import type { Answer, Stage } from "./stage.testing.ts";

const folder = tempFolder();
let stage: Stage;
let forger: Forger;
let head: string;
let first: JsonObject;

beforeAll(async () => {
  stage = await openStage(folder.path);
  head = stage.repo.commit({ files: { "ranker/score.py": "two\n" } });
  await stage.cover(head, { base: stage.c0 });
  forger = await openForger(stage);
  first = documentOf(stage);
});
afterAll(() => folder[Symbol.dispose]());

type Proposed = readonly [document: JsonObject, forgery?: PolicyForgery];

/** The gate's answer when these policy records follow in the log. */
async function after(...policies: readonly Proposed[]): Promise<Answer> {
  const lines = [...(await forger.lines())];
  for (const [document, forgery] of policies)
    lines.push(forgedLine("policy", await policyEnvelope(stage, document, forgery)));
  return forger.ask(head, lines);
}

/** The first policy with another number and other members. */
function version(number: number, members: JsonObject = {}): JsonObject {
  return { ...first, version: number, ...members };
}

function digestOf(document: JsonObject): string {
  return policySha256(nodeCrypto, { policy: document });
}

/** A list of the first policy. */
function list(name: string): readonly JsonValue[] {
  return first[name] as readonly JsonValue[];
}

/** The first policy with one role replaced. */
function withRole(role: JsonObject): JsonObject {
  return { roles: { ...(first["roles"] as JsonObject), oracle: role } };
}

/** A witness of the operator beside the reviewer's. */
const WITNESSES = ["acme", "oracle"].map((organisation) => ({
  name: `${organisation}-w`,
  organisation,
  key: witnessKeyText(`${organisation}-w`),
}));
const NAMES = WITNESSES.map(({ name }) => name);

describe("group 6: which policy counts", () => {
  it("F1: a policy that is edited on disk or in the change has no effect", async () => {
    const lax = edited(stage, "requires: [algorithm]", "requires: []");
    writeFileSync(join(folder.path, "policy-in-force.yaml"), lax);
    const before = await stage.gate(head);
    const commit = stage.repo.commit({
      files: { "policy.yaml": lax, "countersign.yaml": lax },
      parents: [head],
      ref: "refs/heads/lax",
    });
    expect(before).toEqual(allowed());
    expect(await stage.gate(commit)).toMatchObject({
      decision: "deny",
      code: "gate.residual",
      exit: 4,
      residual: ["countersign.yaml", "policy.yaml"],
    });
    const diff = await stage.run(
      "policy",
      "explain",
      join(folder.path, "policy-in-force.yaml"),
      "--diff",
      stage.policy,
    );
    expect(diff.stdout).toMatch(/weaker: .*algorithm/);
  });

  it.each<readonly [string, PolicyForgery]>([
    ["the operator alone", { signers: ["olga"] }],
    ["the reviewers alone", { signers: ["dana", "nils"] }],
    ["one person twice", { signers: ["olga", "dana", "dana"] }],
    ["nobody who is left", { signers: ["olga", "olga", "olga"] }],
  ])("F2: a new policy signed by %s stops the gate", async (_, forgery) => {
    expect(await after([version(2), forgery])).toMatchObject(failed("policy.threshold"));
  });

  it("F2: a seat changes hands only when those of the old version and those of the new one sign", async () => {
    const dora = await extraKey(folder.path, "dora");
    const people = [...list("people"), { id: "dora", organisation: "oracle", keys: [dora.line] }];
    const governance = list("governance").map((one) =>
      member(one, "organisation") === "oracle" ? { organisation: "oracle", people: ["dora"], count: 1 } : one,
    );
    const seat = version(2, { people, governance });
    const keys = [dora.file];
    expect(await after([seat, { signers: ["olga", "dana", "nils"] }])).toMatchObject(failed("policy.threshold"));
    expect(await after([seat, { signers: ["olga", "nils"], keys }])).toMatchObject(failed("policy.threshold"));
    expect(await after([seat, { keys }])).toEqual(allowed());
    const [, , nordsec] = list("governance");
    const taken = { organisation: "nordsec", people: ["olga"], count: 1 };
    const byOperator = list("governance").map((one) => (one === nordsec ? taken : one));
    expect(await after([version(2, { governance: byOperator })])).toMatchObject(failed("policy.foreign-person"));
    const unseated = list("governance").filter((one) => one !== nordsec);
    expect(await after([version(2, { governance: unseated })])).toMatchObject(failed("policy.governance"));
  });

  it("F2: a new policy signed for another purpose is not signed", async () => {
    expect(await after([version(2), { namespace: "countersign-review@v1" }])).toMatchObject(failed("attest.namespace"));
  });

  it("F3: versions follow one by one: no older one, no gap, no second one of a number", async () => {
    const second = version(2);
    const next = { previous: digestOf(second) };
    expect(await after([second])).toEqual(allowed());
    expect(await after([second], [version(3), next])).toEqual(allowed());
    expect(await after([version(3)])).toMatchObject(failed("policy.gap"));
    expect(
      await after([second], [version(2, { void: [{ leaf: 3, record: "0".repeat(64), reason: "other" }] }), next]),
    ).toMatchObject(failed("policy.fork"));
    expect(await after([version(1, { revokedKeys: [] }), { previous: null }])).toEqual(allowed());
    expect(await after([second], [version(1, { trial: false }), next])).toMatchObject(failed("policy.rollback"));
    expect(await after([version(2), { previous: "0".repeat(64) }])).toMatchObject(failed("policy.previous"));
  });

  it("F4: a log without its policy, with one that is left out, or with one that nobody can read is an error", async () => {
    const lines = await forger.lines();
    expect(await forger.ask(head, lines.slice(1))).toMatchObject(failed("policy.not-logged"));
    expect(
      await forger.ask(
        head,
        lines.map(({ leaf, ...rest }, index) => (index === 0 ? { leaf } : { leaf, ...rest })),
      ),
    ).toMatchObject(failed("bundle.evidence-missing"));
    const unreadable = forgedLine("policy", new TextEncoder().encode("{}"));
    expect(await forger.ask(head, [...lines, unreadable])).toMatchObject(failed("attest.missing-field"));
    const second = forgedLine("policy", await policyEnvelope(stage, version(2)));
    expect(await forger.ask(head, [...lines, { leaf: second.leaf }])).toMatchObject(failed("bundle.evidence-missing"));
    expect(await forger.ask(head, [])).toMatchObject(failed("policy.missing"));
    const without = lines.map((line, index) => (index === 0 ? unreadable : line));
    expect(await forger.ask(head, without)).toMatchObject(failed("attest.missing-field"));
  });

  it("F5: a gate follows its own root, and takes none out of the candidate's work tree", async () => {
    using other = tempFolder();
    const elsewhere = await openStage(other.path, { alone: true });
    const bundle = join(folder.path, "log.bundle");
    await stage.gate(head);
    const ask = (root: string) =>
      runCli(gateCall(head, { repo: stage.repo.path }, bundle, root), { home: join(folder.path, "gate") });
    expect(await ask(join(elsewhere.home, "root.json"))).toMatchObject({ exit: 6, json: { code: "policy.root" } });
    mkdirSync(join(stage.repo.path, "ops"), { recursive: true });
    const inside = join(stage.repo.path, "ops/root.json");
    writeFileSync(inside, "{}");
    expect(await ask(inside)).toMatchObject({ exit: 2, json: { decision: "error", code: "usage.root-in-repository" } });
    expect(await ask(join(stage.repo.gitDir, "root.json"))).toMatchObject({
      exit: 2,
      json: { code: "usage.root-in-repository" },
    });
  });

  it.each<readonly [string, JsonObject, string]>([
    ["a field that nobody knows", { surprise: true }, "policy.unknown-field"],
    [
      "a role that nobody knows",
      { requirements: [{ id: "algorithm", paths: ["**"], role: "orakel" }] },
      "policy.unknown-role",
    ],
    [
      "a requirement that nobody knows",
      { environments: [{ id: "production", requires: ["x"], freshness: "PT24H" }] },
      "policy.unknown-requirement",
    ],
    ["people that nobody knows", { organisation: "oracle", people: ["dan"] }, "policy.unknown-person"],
    ["an organisation that nobody knows", { organisation: "orakel", people: ["dana"] }, "policy.unknown-organisation"],
    [
      "a class that nobody knows",
      { requirements: [{ id: "algorithm", classes: ["magic"], role: "oracle" }] },
      "policy.unknown-class",
    ],
  ])("F7: %s in a signed policy is an error, never no requirement", async (_, members, code) => {
    const edits = "people" in members ? withRole(members) : members;
    expect(await after([version(2, edits)])).toMatchObject(failed(code));
  });

  it.each<readonly [string, JsonObject, string]>([
    [
      "a count of 0",
      { requirements: [{ id: "algorithm", paths: ["**"], role: "oracle", count: 0 }] },
      "policy.vacuous",
    ],
    [
      "two of one person",
      { requirements: [{ id: "algorithm", paths: ["**"], role: "oracle", count: 2 }] },
      "policy.unsatisfiable",
    ],
    ["neither paths nor classes", { requirements: [{ id: "algorithm", role: "oracle" }] }, "policy.vacuous"],
    ["nothing", { requirements: [], environments: [{ id: "production", requires: [] }] }, "policy.vacuous"],
    [
      "freshness of nothing",
      { environments: [{ id: "production", requires: ["algorithm"], freshness: "PT0S" }] },
      "policy.vacuous",
    ],
  ])("F8: a signed policy that asks for %s is an error", async (_, members, code) => {
    expect(await after([version(2, members)])).toMatchObject(failed(code));
  });

  it.each<readonly [string, JsonObject]>([
    ["no quorum", { quorum: "none" }],
    ["a quorum of nobody", { quorum: { all: [] } }],
    ["a quorum that names somebody unknown", { quorum: { all: ["nordsec-w"] } }],
    ["no witness", { witnesses: [], quorum: "none" }],
    ["a quorum that is met without the reviewer's witness", { witnesses: WITNESSES, quorum: { all: ["acme-w"] } }],
    ["a quorum that two sets meet without a common member", { witnesses: WITNESSES, quorum: { any: NAMES } }],
  ])("F9: a signed policy with %s is an error", async (_, members) => {
    const log = { ...(first["log"] as JsonObject), ...members };
    expect(await after([version(2, { log })])).toMatchObject(failed("policy.quorum"));
  });

  it("F9: a trial goes without a quorum only where nothing leans on the witnesses' time", async () => {
    const [production] = list("environments") as readonly JsonObject[];
    const { freshness, breakGlass, ...timeless } = production ?? {};
    const log = { ...(first["log"] as JsonObject), witnesses: [], quorum: "none" };
    const trial = (environment: JsonObject) => version(2, { trial: true, log, environments: [environment] });
    for (const leaning of [{ freshness }, { breakGlass }] as readonly JsonObject[])
      expect(await after([trial({ ...timeless, ...leaning })])).toMatchObject(failed("policy.quorum"));
  });

  it("F9: one key under two names is one witness, and no policy", async () => {
    const [acme, oracle] = WITNESSES;
    const twins = [
      acme,
      { ...oracle, key: witnessKeyText("acme-w", "witness.example/oracle-w") },
    ] as readonly JsonObject[];
    const log = { ...(first["log"] as JsonObject), witnesses: twins, quorum: { all: NAMES } };
    expect(await after([version(2, { log })])).toMatchObject(failed("policy.duplicate-key"));
    const [olga, ...others] = list("people") as readonly JsonObject[];
    const [dana] = others;
    const keys = [olga, dana].flatMap((person) => member(person ?? null, "keys") as readonly JsonValue[]);
    expect(await after([version(2, { people: [{ ...olga, keys }, ...others] })])).toMatchObject(
      failed("policy.duplicate-key"),
    );
  });

  it("B22: a key of small order that anybody can sign for is no key of a person, machine or witness", async () => {
    const weak = Uint8Array.of(1, ...new Uint8Array(31));
    const line = formatPublicKey({ type: "ssh-ed25519", point: weak });
    const [olga, dana, ...others] = list("people") as readonly JsonObject[];
    const [service, ...machines] = list("machines") as readonly JsonObject[];
    for (const members of [
      { people: [olga, { ...dana, keys: [line] }, ...others] },
      { machines: [{ ...service, key: `ed25519:${formatBase64(weak)}` }, ...machines] },
    ] as readonly JsonObject[])
      expect(await after([version(2, members)])).toMatchObject(failed("policy.weak-key"));
  });

  it("F31: a change hides neither among hundreds of others, nor behind letters that look alike, nor by what a terminal obeys", async () => {
    const [repository] = list("repositories") as readonly JsonObject[];
    const [algorithm, ...others] = list("requirements") as readonly JsonObject[];
    const noise = Array.from({ length: 300 }, (_, at) => ({ id: `later-${at}`, paths: ["**"], role: "oracle" }));
    const told = async (members: JsonObject) => {
      const file = join(folder.path, "hostile.json");
      writeFileSync(file, JSON.stringify(version(2, members)));
      return await stage.run("policy", "explain", file, "--diff", stage.policy);
    };
    const requirements = [{ ...algorithm, paths: ["r\u0430nker/**"] }, ...others, ...noise];
    const scope = { include: ["**"], exclude: ["docs/**", "\u0441/**"] };
    const { stdout } = await told({ requirements, repositories: [{ ...repository, scope }] });
    const lines = stdout.split("\n");
    expect(lines.slice(1, 4)).toEqual([
      "Weaker or unclear:",
      "  weaker: paths that algorithm claims: everything → r\\u{430}nker/**",
      "  weaker: nobody looks at \\u{441}/** in local:feed any more, since it is excluded",
    ]);
    expect(lines.filter((line) => /^ {2}unclear: .*later-/.test(line)).length).toBeGreaterThanOrEqual(300);
    expect(lines.slice(4).join("\n")).not.toContain("weaker: ");
    for (const pattern of ["x\nStronger:\n  nothing", "\u001b[2Jx", "x\r", "a\u0085b"])
      expect(
        await told({ repositories: [{ ...repository, scope: { include: ["**"], exclude: [pattern] } }] }),
      ).toMatchObject({ exit: 6, stdout: "", stderr: expect.stringMatching(/^policy\.(?:text|yaml-character): /) });
  });
});

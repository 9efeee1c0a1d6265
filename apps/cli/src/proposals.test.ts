import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateSshKey, sshSigner } from "@countersign/adapters/keys";
import { faultyFiles } from "@countersign/adapters/files";
import type { FileOps } from "@countersign/adapters/files";
import { IN_TOTO_PAYLOAD_TYPE, fingerprint, formatEnvelope, parseBase64, parsePublicKey } from "@countersign/attest";
import { nodeCrypto } from "@countersign/crypto/node";
import { contentsOf, workInHome } from "@countersign/home";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { loggedByForce } from "./attacks/forced-leaf.testing.ts";
import { done, edited, governedHome, signedByAll, startedHome } from "./governed-home.testing.ts";
import type { Governed, PersonId } from "./governed-home.testing.ts";
import { approveBaseline, findProposal } from "./proposals.ts";

const withCode = (code: string) => expect.objectContaining({ code });

async function proposed(scene: Governed, ...args: readonly string[]): Promise<string> {
  const { json } = await done(scene.run("baseline", "--repo", scene.repo.path, "--commit", "main", "--json", ...args));
  return (json as { change: string }).change;
}

async function proposalIn(opened: Parameters<typeof findProposal>[0], name: string) {
  const proposal = await findProposal(opened, name);
  if (proposal === undefined) throw new Error(`no proposal ${name}`);
  return proposal;
}

async function approve(scene: Governed, name: string, person: PersonId) {
  await using opened = await workInHome({ dir: scene.home, env: process.env });
  return await approveBaseline(opened, await proposalIn(opened, name), await scene.signer(person));
}

describe("the approval of a baseline", () => {
  it("B26: is refused where the keeper of the log gave it a leaf with too few signatures, and may be proposed anew", async () => {
    using folder = tempFolder();
    const scene = await governedHome(folder.path);
    const id = await proposed(scene);
    await approve(scene, id, "dana");
    const kept = JSON.parse(readFileSync(join(scene.home, "proposals", `${id}.json`), "utf8"));
    const thin = formatEnvelope({
      payloadType: IN_TOTO_PAYLOAD_TYPE,
      payload: parseBase64(kept.payload, "state"),
      signatures: [{ keyid: "", sig: parseBase64(kept.signatures[0], "state") }],
    });
    await loggedByForce(scene.home, "baseline", thin);
    for (const person of ["olga", "nils"] as const)
      await expect(approve(scene, id, person)).rejects.toEqual(withCode("policy.threshold"));
    const again = await proposed(scene, "-m", "again");
    for (const person of ["dana", "olga"] as const) await approve(scene, again, person);
    expect(await approve(scene, again, "nils")).toMatchObject({ complete: true, published: true });
  });

  it("tells who has yet to sign, and logs nothing before everybody has", async () => {
    using folder = tempFolder();
    const scene = await governedHome(folder.path);
    const id = await proposed(scene);
    expect(await approve(scene, id, "dana")).toMatchObject({
      complete: false,
      waitingFor: ["1 of acme (olga)", "1 of nordsec (nils)"],
    });
    expect(await approve(scene, id, "nils")).toMatchObject({ complete: false, waitingFor: ["1 of acme (olga)"] });
    expect(await approve(scene, id, "olga")).toMatchObject({
      complete: true,
      waitingFor: [],
      index: 1,
      published: true,
    });
  });

  it("asks the role of each requirement that it settles, and not those of others", async () => {
    using folder = tempFolder();
    const scene = await startedHome(folder.path);
    const drew = await generateSshKey({ file: join(folder.path, "keys/drew"), comment: "drew's token" });
    const person = `  - {id: drew, organisation: oracle, keys: ["${drew.trim()}"], git: []}\n`;
    const text = edited(
      scene,
      "oracle: {organisation: oracle, people: [dana]}",
      "oracle: {organisation: oracle, people: [drew]}",
    );
    writeFileSync(scene.policy, text.replace("people:\n", `people:\n${person}`));
    await signedByAll(scene);
    await done(scene.run("policy", "publish", scene.policy));
    const [all, some] = [await proposed(scene), await proposed(scene, "--requirements", "data-flow")];
    for (const id of [all, some]) for (const governor of ["olga", "dana"] as const) await approve(scene, id, governor);
    expect(await approve(scene, all, "nils")).toMatchObject({ complete: false, waitingFor: ["1 of oracle (drew)"] });
    expect(await approve(scene, some, "nils")).toMatchObject({ complete: true, index: 1 });
    const signer = await sshSigner({ file: join(folder.path, "keys/drew") }, {});
    await using opened = await workInHome({ dir: scene.home, env: process.env });
    expect(await approveBaseline(opened, await proposalIn(opened, all), signer)).toMatchObject({
      complete: true,
      index: 2,
    });
    const needless = approveBaseline(opened, { ...(await proposalIn(opened, some)), id: "0".repeat(64) }, signer);
    await expect(needless).rejects.toEqual(withCode("statement.role"));
  });

  it("by the same person twice counts once, before and after the baseline is logged", async () => {
    using folder = tempFolder();
    const scene = await governedHome(folder.path);
    const id = await proposed(scene);
    await approve(scene, id, "dana");
    expect(await approve(scene, id, "dana")).toMatchObject({
      signed: false,
      complete: false,
      waitingFor: ["1 of acme (olga)", "1 of nordsec (nils)"],
    });
    await approve(scene, id, "nils");
    await approve(scene, id, "olga");
    expect(await approve(scene, id, "dana")).toMatchObject({
      signed: false,
      complete: true,
      index: 1,
      published: true,
    });
  });

  it("keeps what others signed since the caller looked", async () => {
    using folder = tempFolder();
    const scene = await governedHome(folder.path);
    const id = await proposed(scene);
    const home = { dir: scene.home, env: process.env };
    const stale = await (async () => {
      await using opened = await workInHome(home);
      return await proposalIn(opened, id);
    })();
    await approve(scene, id, "dana");
    await using opened = await workInHome(home);
    expect(await approveBaseline(opened, stale, await scene.signer("nils"))).toMatchObject({
      waitingFor: ["1 of acme (olga)"],
    });
  });

  it("is refused from a stranger's key, and of a proposal made under an earlier policy", async () => {
    using folder = tempFolder();
    const scene = await governedHome(folder.path);
    const id = await proposed(scene);
    await generateSshKey({ file: join(folder.path, "mallory"), comment: "" });
    const stranger = await sshSigner({ file: join(folder.path, "mallory") }, {});
    {
      await using opened = await workInHome({ dir: scene.home, env: process.env });
      await expect(approveBaseline(opened, await proposalIn(opened, id), stranger)).rejects.toEqual(
        withCode("attest.key-unknown"),
      );
    }
    const next = join(folder.path, "policy-2.yaml");
    writeFileSync(next, edited(scene, "version: 1", "version: 2"));
    await signedByAll(scene, next);
    await done(scene.run("policy", "publish", next));
    await expect(approve(scene, id, "dana")).rejects.toEqual(withCode("statement.policy-outdated"));
  });

  it("is refused by a key that the policy revokes", async () => {
    using folder = tempFolder();
    const scene = await governedHome(folder.path);
    await generateSshKey({ file: join(folder.path, "keys/dana-2"), comment: "" });
    const line = readFileSync(join(folder.path, "keys/dana-2.pub"), "utf8").trim();
    const old = readFileSync(`${scene.key("dana")}.pub`, "utf8").trim();
    const stolen = fingerprint(nodeCrypto, parsePublicKey(old));
    const next = join(folder.path, "policy-2.yaml");
    const text = edited(scene, "version: 1", "version: 2").replace(`["${old}"]`, `["${old}", "${line}"]`);
    writeFileSync(next, text.replace("revokedKeys: []", `revokedKeys: [{fingerprint: "${stolen}", fromLeaf: 1}]`));
    await signedByAll(scene, next);
    expect(await scene.run("policy", "publish", next, "--json")).toMatchObject({
      exit: 6,
      json: { code: "policy.threshold" },
    });
    await done(scene.run("policy", "sign", next, "--key", join(folder.path, "keys/dana-2")));
    await done(scene.run("policy", "publish", next));
    await expect(approve(scene, await proposed(scene), "dana")).rejects.toEqual(withCode("attest.key-revoked"));
    const third = join(folder.path, "policy-3.yaml");
    writeFileSync(third, readFileSync(next, "utf8").replace("version: 2", "version: 3"));
    const refused = await scene.run("policy", "sign", third, "--key", scene.key("dana"), "--json");
    expect(refused).toMatchObject({ exit: 6, json: { code: "attest.key-revoked" } });
  });

  it("refuses a proposal whose file was changed, and a signature that is not of it", async () => {
    using folder = tempFolder();
    const scene = await governedHome(folder.path);
    const [id, other] = [await proposed(scene), await proposed(scene, "-m", "another")];
    const file = (name: string) => join(scene.home, "proposals", `${name}.json`);
    await approve(scene, other, "dana");
    const { signatures } = JSON.parse(readFileSync(file(other), "utf8")) as { signatures: string[] };
    const kept = JSON.parse(readFileSync(file(id), "utf8")) as object;
    writeFileSync(file(id), JSON.stringify({ ...kept, signatures }));
    await expect(approve(scene, id, "nils")).rejects.toEqual(withCode("attest.signature"));
    writeFileSync(file(id), readFileSync(file(other)));
    await expect(approve(scene, id, "nils")).rejects.toEqual(withCode("state.proposal"));
  });

  it("finds a proposal by 16 digits of its id and by no fewer", async () => {
    using folder = tempFolder();
    const scene = await governedHome(folder.path);
    const id = await proposed(scene);
    await using opened = await workInHome({ dir: scene.home, env: process.env });
    expect(await findProposal(opened, id.slice(0, 16))).toMatchObject({ id });
    expect(await findProposal(opened, id.slice(0, 15))).toBeUndefined();
    expect(await findProposal(opened, "0".repeat(64))).toBeUndefined();
    expect(await findProposal(opened, "../keys/service")).toBeUndefined();
  });
});

describe("the last signature", () => {
  it("survives a failure at every step: the next call ends with one leaf", async () => {
    using folder = tempFolder();
    const scene = await governedHome(folder.path);
    const id = await proposed(scene);
    await approve(scene, id, "olga");
    await approve(scene, id, "dana");
    const copies = { made: 0 };
    const copy = (): Governed => {
      const home = join(folder.path, `copy-${(copies.made += 1)}`);
      cpSync(scene.home, home, { recursive: true });
      return { ...scene, home };
    };
    const whole = faultyFiles();
    await attempt(copy(), id, whole.files);
    expect(whole.operations.length).toBeGreaterThan(20);
    for (const at of whole.operations.keys()) {
      const broken = copy();
      const outcome = (["lost", "stored", "torn"] as const)[at % 3] ?? "lost";
      await attempt(broken, id, faultyFiles({ at: at + 1, outcome, after: "crash" }).files).catch(() => undefined);
      expect(await approve(broken, id, "nils"), `${outcome} at ${at + 1}`).toMatchObject({
        complete: true,
        published: true,
        index: 1,
      });
      await using opened = await workInHome({ dir: broken.home, env: process.env });
      expect(contentsOf(opened)).toMatchObject({ size: 2, baselines: [{ id }] });
    }
  }, 60_000);
});

async function attempt(scene: Governed, id: string, files: FileOps) {
  await using opened = await workInHome({ dir: scene.home, env: process.env }, files);
  return await approveBaseline(opened, await proposalIn(opened, id), await scene.signer("nils"));
}

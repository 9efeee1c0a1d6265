import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateSshKey } from "@countersign/adapters/keys";
import { parseEnvelope } from "@countersign/attest";
import { verifyPeople } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { done, edited, governedHome, startedHome } from "../governed-home.testing.ts";
import { readPolicyFile } from "../policy-file.ts";
import { runCli } from "../run.testing.ts";

describe("policy sign", () => {
  it("collects one signature of everybody in one envelope beside the document, and tells who is missing", async () => {
    using folder = tempFolder();
    const { run, key, policy } = await startedHome(folder.path);
    const first = await run("policy", "sign", policy, "--key", key("olga"), "--json");
    expect(first).toMatchObject({
      exit: 0,
      json: {
        version: 1,
        person: "olga",
        signed: true,
        signatures: 1,
        waitingFor: ["1 of oracle (dana)", "1 of nordsec (nils)"],
      },
    });
    expect((await run("policy", "sign", policy, "--key", key("dana"), "--json")).json).toMatchObject({
      waitingFor: ["1 of nordsec (nils)"],
    });
    expect((await run("policy", "sign", policy, "--key", key("nils"), "--json")).json).toMatchObject({
      waitingFor: [],
      signatures: 3,
    });
    const envelope = parseEnvelope(readFileSync(`${policy}.signatures.json`));
    const { version } = await readPolicyFile(policy);
    const people = verifyPeople(nodeCrypto, [version.policy], "countersign-policy@v1", envelope).map(
      ({ person }) => person.id,
    );
    expect(people).toEqual(["olga", "dana", "nils"]);
  });

  it("needs no home, so that everybody signs on a device of their own", async () => {
    using folder = tempFolder();
    const { key, policy } = await startedHome(folder.path);
    const answer = await runCli(["policy", "sign", policy, "--key", key("dana"), "--json"], {
      home: join(folder.path, "nowhere"),
    });
    expect(answer).toMatchObject({ exit: 0, json: { person: "dana", signed: true } });
  });

  it("signed again by the same key changes nothing", async () => {
    using folder = tempFolder();
    const { run, key, policy } = await startedHome(folder.path);
    await run("policy", "sign", policy, "--key", key("olga"));
    const before = readFileSync(`${policy}.signatures.json`);
    expect((await run("policy", "sign", policy, "--key", key("olga"), "--json")).json).toMatchObject({
      signed: false,
      signatures: 1,
    });
    expect(readFileSync(`${policy}.signatures.json`)).toEqual(before);
  });

  it("F1 makes the signatures void when the document says something else, and keeps them when only its layout differs", async () => {
    using folder = tempFolder();
    const scene = await startedHome(folder.path);
    const { run, key, policy } = scene;
    await run("policy", "sign", policy, "--key", key("olga"));
    writeFileSync(policy, `# a comment\n${readFileSync(policy, "utf8")}`);
    expect((await run("policy", "sign", policy, "--key", key("dana"), "--json")).json).toMatchObject({
      voided: 0,
      signatures: 2,
    });
    writeFileSync(policy, edited(scene, "PT24H", "PT48H"));
    const anew = await run("policy", "sign", policy, "--key", key("nils"), "--json");
    expect(anew.json).toMatchObject({
      voided: 2,
      signatures: 1,
      waitingFor: ["1 of acme (olga)", "1 of oracle (dana)"],
    });
  });

  it("refuses a key of nobody, and one bad signature among the collected", async () => {
    using folder = tempFolder();
    const { run, key, policy } = await startedHome(folder.path);
    await generateSshKey({ file: join(folder.path, "mallory"), comment: "mallory" });
    const stranger = await run("policy", "sign", policy, "--key", join(folder.path, "mallory"), "--json");
    expect(stranger).toMatchObject({ exit: 6, json: { code: "attest.key-unknown" } });
    await run("policy", "sign", policy, "--key", key("olga"));
    const file = `${policy}.signatures.json`;
    const { signatures } = parseEnvelope(readFileSync(file));
    const sig = Buffer.from(signatures[0]?.sig ?? []);
    const other = Buffer.from(sig);
    other[other.length - 1] = (other.at(-1) ?? 0) ^ 1;
    writeFileSync(file, readFileSync(file, "utf8").replace(sig.toString("base64"), other.toString("base64")));
    const damaged = await run("policy", "sign", policy, "--key", key("dana"), "--json");
    expect(damaged).toMatchObject({ exit: 6, json: { code: "attest.signature" } });
  });

  it("refuses a document that is no valid policy, and a call without a key", async () => {
    using folder = tempFolder();
    const scene = await startedHome(folder.path);
    expect(await scene.run("policy", "sign", scene.policy, "--json")).toMatchObject({
      exit: 2,
      json: { code: "usage.missing" },
    });
    writeFileSync(scene.policy, edited(scene, "role: oracle", "role: orakel"));
    const invalid = await scene.run("policy", "sign", scene.policy, "--key", scene.key("olga"), "--json");
    expect(invalid).toMatchObject({ exit: 6, json: { code: "policy.unknown-role" } });
  });

  it("names the version before by the home's log, or as it is told", async () => {
    using folder = tempFolder();
    const scene = await governedHome(folder.path);
    const { run, key, policy } = scene;
    const next = join(folder.path, "policy-2.yaml");
    writeFileSync(next, edited(scene, "version: 1", "version: 2"));
    await done(run("policy", "sign", next, "--key", key("olga")));
    const { json } = await run("policy", "digest", policy, "--json");
    const elsewhere = { home: join(folder.path, "nowhere") };
    expect(await runCli(["policy", "sign", next, "--key", key("dana"), "--json"], elsewhere)).toMatchObject({
      exit: 2,
      json: { code: "usage.home" },
    });
    const sha256 = (json as { sha256: string }).sha256;
    const told = await runCli(
      ["policy", "sign", next, "--key", key("dana"), "--previous", sha256, "--json"],
      elsewhere,
    );
    expect(told).toMatchObject({ exit: 0, json: { voided: 0, signatures: 2 } });
    expect(await run("policy", "sign", next, "--key", key("nils"), "--previous", "abc", "--json")).toMatchObject({
      exit: 2,
      json: { code: "usage.previous" },
    });
    expect(await run("policy", "sign", policy, "--key", key("nils"), "--previous", sha256, "--json")).toMatchObject({
      exit: 2,
      json: { code: "usage.previous" },
    });
    writeFileSync(next, edited(scene, "version: 1", "version: 4"));
    expect(await run("policy", "sign", next, "--key", key("nils"), "--json")).toMatchObject({
      exit: 2,
      json: { code: "usage.previous" },
    });
  });

  it("asks for the signature of a key that is on its way out, and for the one that replaces it", async () => {
    using folder = tempFolder();
    const scene = await governedHome(folder.path);
    const line = await generateSshKey({ file: join(folder.path, "keys/olga-2"), comment: "" });
    const old = readFileSync(`${scene.key("olga")}.pub`, "utf8").trim();
    const next = join(folder.path, "policy-2.yaml");
    writeFileSync(next, edited(scene, "version: 1", "version: 2").replace(old, line.trim()));
    await done(scene.run("policy", "sign", next, "--key", scene.key("dana")));
    await done(scene.run("policy", "sign", next, "--key", scene.key("nils")));
    const before = await scene.run("policy", "sign", next, "--key", scene.key("olga"), "--json");
    expect(before).toMatchObject({ exit: 0, json: { signed: true, waitingFor: ["1 of acme (olga)"] } });
    const after = await scene.run("policy", "sign", next, "--key", join(folder.path, "keys/olga-2"), "--json");
    expect(after).toMatchObject({ exit: 0, json: { signed: true, signatures: 4, waitingFor: [] } });
    expect(await scene.run("policy", "publish", next, "--json")).toMatchObject({
      exit: 0,
      json: { version: 2, leaf: 1 },
    });
  });
});

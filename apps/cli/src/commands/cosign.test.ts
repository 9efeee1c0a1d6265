import { cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { done, edited, newHome, signedByAll, startedHome } from "../governed-home.testing.ts";
import type { Governed } from "../governed-home.testing.ts";
import { runCli } from "../run.testing.ts";

/** A home whose two witnesses are elsewhere, so that everything awaits them. */
async function watched(
  folder: string,
  made = startedHome,
): Promise<Governed & { readonly witness: (name: string) => string }> {
  const scene = await made(folder, ["nord-w", "oracle-w"]);
  const witness = (name: string) => join(folder, `${name}.key`);
  for (const name of ["nord-w", "oracle-w"])
    renameSync(join(scene.home, "keys/witnesses", `${name}.key`), witness(name));
  const text = readFileSync(scene.policy, "utf8");
  const key = /name: nord-w, organisation: ORGANISATION, key: ("[^"]+")/.exec(text)?.[1] ?? "";
  const both = edited(
    scene,
    "witnesses:\n",
    `witnesses:\n    - {name: nord-w, organisation: nordsec, key: ${key}}\n`,
  ).replace("all: [oracle-w]", "all: [oracle-w, nord-w]");
  writeFileSync(scene.policy, both);
  await signedByAll(scene);
  await done(scene.run("policy", "publish", scene.policy));
  return { ...scene, witness };
}

describe("cosign", () => {
  it("adds one witness after the other, and publishes with the last of the quorum", async () => {
    using folder = tempFolder();
    const { run, witness } = await watched(folder.path);
    expect(await run("bundle", "-o", join(folder.path, "early"), "--json")).toMatchObject({
      exit: 6,
      json: { code: "log.empty" },
    });
    const first = await run("cosign", "--key", witness("oracle-w"), "--json");
    expect(first).toMatchObject({
      exit: 0,
      json: { witness: "oracle-w", size: 1, published: false, waitingFor: ["nord-w"] },
    });
    const second = await run("cosign", "--key", witness("nord-w"), "--json");
    expect(second).toMatchObject({ exit: 0, json: { witness: "nord-w", size: 1, published: true, waitingFor: [] } });
    expect(await run("bundle", "-o", join(folder.path, "log.bundle"), "--json")).toMatchObject({
      exit: 0,
      json: { size: 1 },
    });
    expect(existsSync(join(folder.path, "nord-w.state"))).toBe(true);
  });

  it("called again is harmless, before the quorum is met and after", async () => {
    using folder = tempFolder();
    const { run, witness } = await watched(folder.path);
    await run("cosign", "--key", witness("oracle-w"));
    expect(await run("cosign", "--key", witness("oracle-w"), "--json")).toMatchObject({
      exit: 0,
      json: { published: false, waitingFor: ["nord-w"] },
    });
    await run("cosign", "--key", witness("nord-w"));
    expect(await run("cosign", "--key", witness("nord-w"), "--json")).toMatchObject({
      exit: 0,
      json: { size: 1, published: true },
    });
  });

  it("takes over what a witness elsewhere has cosigned", async () => {
    using folder = tempFolder();
    const { run, witness, home } = await watched(folder.path);
    const awaiting = join(home, "awaiting-quorum/checkpoint");
    const bare = readFileSync(awaiting);
    await run("cosign", "--key", witness("nord-w"));
    const returned = join(folder.path, "returned");
    writeFileSync(returned, readFileSync(awaiting));
    writeFileSync(awaiting, bare);
    expect(await run("cosign", returned, "--key", witness("oracle-w"), "--json")).toMatchObject({
      exit: 0,
      json: { published: true },
    });
  });

  it("refuses a checkpoint of another log, and one with a bad cosignature", async () => {
    using folder = tempFolder();
    const { run, witness, home } = await watched(folder.path);
    await run("cosign", "--key", witness("nord-w"));
    const returned = join(folder.path, "returned");
    const text = readFileSync(join(home, "awaiting-quorum/checkpoint"), "utf8");
    const [line = ""] = text.match(/— nord-w .*\n/) ?? [];
    writeFileSync(returned, text.replace(line, `${line.slice(0, -20)}AAAA${line.slice(-16)}`));
    expect(await run("cosign", returned, "--key", witness("oracle-w"), "--json")).toMatchObject({
      exit: 6,
      json: { code: "log.cosignature" },
    });
    using elsewhere = tempFolder();
    const other = await watched(elsewhere.path, newHome);
    const foreign = join(other.home, "awaiting-quorum/checkpoint");
    expect(await run("cosign", foreign, "--key", witness("oracle-w"), "--json")).toMatchObject({
      exit: 6,
      json: { code: "log.key" },
    });
  });

  it("F14 never cosigns a log that shows less than before, or something else", async () => {
    using folder = tempFolder();
    const scene = await watched(folder.path);
    const { run, witness, home } = scene;
    await run("cosign", "--key", witness("oracle-w"));
    await run("cosign", "--key", witness("nord-w"));
    const earlier = join(folder.path, "earlier");
    cpSync(home, earlier, { recursive: true });
    const propose = (dir: string, message: string) =>
      runCli(["baseline", "--repo", scene.repo.path, "--commit", "main", "-m", message, "--json"], { home: dir });
    const log = async (dir: string, message: string) => {
      const { change } = (await propose(dir, message)).json as { change: string };
      for (const person of ["olga", "dana", "nils"] as const)
        await done(runCli(["approve", change, "--key", scene.key(person), "--yes"], { home: dir }));
    };
    await log(home, "one");
    expect(await run("cosign", "--key", witness("oracle-w"), "--json")).toMatchObject({ exit: 0, json: { size: 2 } });
    await log(earlier, "another");
    const forked = await runCli(["cosign", "--key", witness("oracle-w"), "--json"], { home: earlier });
    expect(forked).toMatchObject({ exit: 6, json: { code: expect.stringMatching(/^log\.(fork|proof)/) } });
    await log(home, "two");
    await run("cosign", "--key", witness("oracle-w"));
    const behind = await runCli(["cosign", "--key", witness("oracle-w"), "--json"], { home: earlier });
    expect(behind).toMatchObject({ exit: 6, json: { code: "log.behind-witness" } });
  });

  it("refuses the key of nobody's witness, and a home without a log", async () => {
    using folder = tempFolder();
    const { run, witness } = await watched(folder.path);
    const other = { home: join(folder.path, "other") };
    await done(runCli(["init", "--origin", "log.other.example", "--witness", "oracle-w"], other));
    const key = join(other.home, "keys/witnesses/oracle-w.key");
    expect(await run("cosign", "--key", key, "--json")).toMatchObject({ exit: 2, json: { code: "usage.witness" } });
    expect(await runCli(["cosign", "--key", witness("oracle-w"), "--json"], other)).toMatchObject({
      exit: 6,
      json: { code: "policy.missing" },
    });
    rmSync(key);
    expect(await run("cosign", "--key", key, "--json")).toMatchObject({ exit: 2, json: { code: "keys.missing" } });
  });
});

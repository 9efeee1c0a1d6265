import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatMachineKey } from "@countersign/attest";
import { loadMachineKey, loadSignerKey } from "@countersign/adapters/keys";
import { nodeCrypto } from "@countersign/crypto/node";
import { gitHistory, tempFolder } from "@countersign/testkit";
import { COSIGNATURE, ED25519, formatVerifierKey, parseSignerKey, parseVerifierKey } from "@countersign/tlog";
import { describe, expect, it } from "vitest";
import { runCli } from "../run.testing.ts";

const ORIGIN = "log.acme.example/feed";

describe("init", () => {
  it("makes a home whose private keys are those of the public ones that it prints", async () => {
    using folder = tempFolder();
    const home = join(folder.path, "deep", "home");
    const { exit, json } = await runCli(
      ["init", "--origin", ORIGIN, "--witness", "oracle-w", "--witness", "nord-w", "--json"],
      { home },
    );
    expect(exit).toBe(0);
    const log = parseSignerKey(nodeCrypto, await loadSignerKey(join(home, "keys/log.key")));
    const witness = parseSignerKey(nodeCrypto, await loadSignerKey(join(home, "keys/witnesses/oracle-w.key")));
    const other = parseSignerKey(nodeCrypto, await loadSignerKey(join(home, "keys/witnesses/nord-w.key")));
    const service = await loadMachineKey(join(home, "keys/service.key"));
    expect(json).toEqual({
      origin: ORIGIN,
      key: formatVerifierKey(log),
      serviceKey: formatMachineKey(service.publicKey),
      witnesses: [
        { name: "nord-w", key: formatVerifierKey(other) },
        { name: "oracle-w", key: formatVerifierKey(witness) },
      ],
      home,
    });
    expect([log.name, log.type, witness.name, witness.type]).toEqual([ORIGIN, ED25519, "oracle-w", COSIGNATURE]);
    expect(parseVerifierKey(nodeCrypto, formatVerifierKey(witness)).publicKey).not.toEqual(log.publicKey);
    expect(statSync(home).mode & 0o777).toBe(0o700);
    expect(statSync(join(home, "keys/log.key")).mode & 0o777).toBe(0o600);
  });

  it("called again shows what is there, replaces nothing, and adds a witness", async () => {
    using folder = tempFolder();
    const first = await runCli(["init", "--origin", ORIGIN, "--json"], { home: folder.path });
    const before = readFileSync(join(folder.path, "keys/log.key"), "utf8");
    const again = await runCli(["init", "--origin", ORIGIN, "--json"], { home: folder.path });
    expect(again).toMatchObject({ exit: 0, json: first.json });
    const more = await runCli(["init", "--origin", ORIGIN, "--witness", "oracle-w", "--json"], { home: folder.path });
    expect(more.json).toMatchObject({ witnesses: [{ name: "oracle-w" }] });
    expect(readFileSync(join(folder.path, "keys/log.key"), "utf8")).toBe(before);
  });

  it("closes to others a folder that was open to them", async () => {
    using folder = tempFolder();
    const home = join(folder.path, "home");
    mkdirSync(home, { mode: 0o755 });
    await runCli(["init", "--origin", ORIGIN], { home });
    expect(statSync(home).mode & 0o777).toBe(0o700);
  });

  it("completes what a crash left half made", async () => {
    using folder = tempFolder();
    const home = join(folder.path, "home");
    await runCli(["init", "--origin", ORIGIN, "--witness", "oracle-w"], { home });
    const half = join(folder.path, "half");
    mkdirSync(join(half, "keys"), { recursive: true });
    writeFileSync(join(half, "keys/service.key"), readFileSync(join(home, "keys/service.key")), { mode: 0o600 });
    const { exit, json } = await runCli(["init", "--origin", ORIGIN, "--json"], { home: half });
    expect(exit).toBe(0);
    expect(json).toMatchObject({ serviceKey: (await loadMachineKey(join(home, "keys/service.key"))).text });
  });

  it("refuses the home of another log, and a folder with other things in it", async () => {
    using folder = tempFolder();
    const home = join(folder.path, "home");
    await runCli(["init", "--origin", ORIGIN], { home });
    expect(await runCli(["init", "--origin", "log.other.example", "--json"], { home })).toMatchObject({
      exit: 2,
      json: { code: "usage.home" },
    });
    const documents = join(folder.path, "documents");
    mkdirSync(documents);
    writeFileSync(join(documents, "letter.txt"), "");
    expect(await runCli(["init", "--origin", ORIGIN, "--json"], { home: documents })).toMatchObject({
      exit: 2,
      json: { code: "usage.home" },
    });
  });

  it.each([
    ["in a work tree", "feed/state"],
    ["in .git", "feed/.git/countersign"],
    ["behind a link into one", "link/state"],
  ])("makes no home %s, where a private key would be committed", async (_where, path) => {
    using folder = tempFolder();
    gitHistory(join(folder.path, "feed"));
    symlinkSync(join(folder.path, "feed"), join(folder.path, "link"));
    const { exit, json } = await runCli(["init", "--origin", ORIGIN, "--json"], { home: join(folder.path, path) });
    expect({ exit, json }).toMatchObject({ exit: 2, json: { code: "usage.home-in-repository" } });
  });

  it("makes no home in a bare repository either", async () => {
    using folder = tempFolder();
    gitHistory(join(folder.path, "feed")).git(["clone", "-q", "--bare", ".", join(folder.path, "bare.git")]);
    const { json } = await runCli(["init", "--origin", ORIGIN, "--json"], {
      home: join(folder.path, "bare.git", "state"),
    });
    expect(json).toMatchObject({ code: "usage.home-in-repository" });
  });

  it.each([
    [["--origin", "two words"], "usage.origin"],
    [["--origin", "a+b"], "usage.origin"],
    [["--origin", ORIGIN, "--witness", "../up"], "usage.witness"],
    [["--origin", ORIGIN, "--witness", "none"], "usage.witness"],
    [["--origin", ORIGIN, "--witness", "Oracle"], "usage.witness"],
    [[], "usage.missing"],
  ])("refuses names that no policy could have: %j", async (args, code) => {
    using folder = tempFolder();
    expect(await runCli(["init", ...args, "--json"], { home: join(folder.path, "home") })).toMatchObject({
      exit: 2,
      json: { code },
    });
  });
});

import { existsSync } from "node:fs";
import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import type { DistantLog } from "./distant-log.testing.ts";
import { acceptAndDrop } from "./front.testing.ts";
import { HASH, firstOf, mirroredLog, publishedSize, until } from "./mirrored-log.testing.ts";

/** A commit that everybody approved on top of a baseline: it, its change, and what the gate says about it now. */
async function approvedCommit(log: DistantLog) {
  await log.baseline();
  const commit = log.feed.commit({
    files: { "score.py": "WATCH_TIME = 0.9\n" },
    ref: "refs/heads/tune",
    parents: [log.feed.id("main")],
  });
  const { change } = await log.json("capture", "--repo", "feed", "--base", "main", "--head", "tune");
  for (const person of ["dana", "nils"]) await log.json("approve", String(change), "--key", person, "--yes");
  const gate = async () => {
    expect(await log.run("bundle", "-o", "log.bundle")).toMatchObject({ status: 0 });
    const asked = ["--repo", "feed", "--commit", commit, "--env", "production", "--root", "home/root.json"];
    const { status, stdout } = await log.run("gate", ...asked, "--bundle", "log.bundle", "--json");
    const { decision, code }: { decision: string; code: string } = JSON.parse(stdout);
    return { exit: status, decision, code };
  };
  return { change: String(change), gate };
}

describe("a decision that the log took and does not log", { timeout: 240_000 }, () => {
  it("F28: makes the log stale, for the witness of whoever decided withholds, until it is logged", async () => {
    using folder = tempFolder();
    await using scene = await mirroredLog(folder.path);
    const { log, front } = scene;
    const oracle = firstOf(scene);
    await using _server = await scene.serve();
    await using witness = await oracle.start();
    await until(() => publishedSize(log) === 1);
    const { change, gate } = await approvedCommit(log);
    await until(() => publishedSize(log) === 5);
    await until(async () => (await gate()).code === "gate.allowed");

    front.answers = acceptAndDrop;
    await log.json("revoke", change, "--key", "dana", "--reason", "harmful", "--yes", "--out", "revoke.json");
    const submit = (url: string, wait = "PT0S") =>
      log.run("submit", "revoke.json", "--to", url, "--root", "home/root.json", "--wait", wait, "--json");
    expect(await submit(front.url)).toMatchObject({ status: 3 });
    const kept = await submit(oracle.url);
    expect({ status: kept.status, ...JSON.parse(kept.stdout) }).toMatchObject({
      status: 3,
      keptSince: expect.any(String),
    });
    const record: string = JSON.parse(kept.stdout).statement.sha256;
    const handedIn = join(oracle.dir, "logs", HASH, "handed-in", `${record}.json`);
    expect(existsSync(handedIn)).toBe(true);

    await until(() => witness.events.some(({ event }) => event === "withheld"));
    expect(witness.events).toContainEqual(
      expect.objectContaining({ event: "withheld", alarm: "witness.withheld", records: [record] }),
    );
    expect(witness.events).toContainEqual(
      expect.objectContaining({ event: "refused", status: 503, code: "witness.withheld" }),
    );
    await log.json("incident", "open", "--about", "leaf:0", "--code", "feed.odd", "-m", "odd", "--key", "olga");
    await until(async () => (await gate()).code === "log.stale");
    expect(await gate()).toEqual({ exit: 7, decision: "deny", code: "log.stale" });
    expect(publishedSize(log)).toBe(5);

    front.answers = () => undefined;
    const proven = await submit(oracle.url, "PT2M");
    expect({ status: proven.status, ...JSON.parse(proven.stdout) }).toMatchObject({
      status: 0,
      verified: true,
      leaf: { index: 6 },
    });
    expect(publishedSize(log)).toBe(7);
    await until(async () => (await gate()).code === "decision.revoked");
    await until(() => !existsSync(handedIn));
    expect(witness.events).toContainEqual(expect.objectContaining({ event: "included", record, leaf: 6 }));
  });
});

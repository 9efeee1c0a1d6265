import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateSshKey } from "@countersign/adapters/keys";
import { parseEnvelope, parseStatement } from "@countersign/attest";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { desk, member } from "./desk.testing.ts";
import { done } from "./governed-home.testing.ts";
import { runCli } from "./run.testing.ts";

const SHA256 = /^[0-9a-f]{64}$/;

describe("approve, reject, hold, revoke", () => {
  it("put what a person says into the log, bound to everything that the captured change names", async () => {
    using folder = tempFolder();
    const { propose, capture, say, run, key } = await desk(folder.path);
    propose("feature", { "ranker/score.py": "weight = 2\n" });
    const captured = await capture("feature");
    const answer = await run(
      "approve",
      captured.change.slice(0, 16),
      "--key",
      key("dana"),
      "--yes",
      "--env",
      "production",
      "--expires",
      "P30D",
      "-m",
      "fine",
      "--json",
    );
    expect(answer).toMatchObject({
      exit: 0,
      json: {
        change: captured.change,
        decision: "approve",
        person: "dana",
        role: "oracle",
        leaf: { index: 2 },
        statement: { sha256: expect.stringMatching(SHA256) },
      },
    });
    for (const bound of [
      captured.change,
      captured["changeDigest"],
      member(captured["packet"], "sha256"),
      member(captured["head"], "commit"),
      "refs/heads/main",
      "local:feed",
    ])
      expect(answer.stderr).toContain(String(bound));
    const { stdout } = await run("evidence", "2");
    const { predicate } = parseStatement(parseEnvelope(new TextEncoder().encode(stdout)).payload);
    const conditions = member(predicate, "conditions");
    expect(member(conditions, "environments")).toEqual(["production"]);
    const days =
      (Date.parse(String(member(conditions, "notAfter"))) - Date.parse(String(member(predicate, "claimedTime")))) /
      86_400_000;
    expect(days).toBe(30);
    expect(await say("hold", captured.change, "nils")).toMatchObject({
      exit: 0,
      json: { decision: "hold", person: "nils", role: "data-guard", leaf: { index: 3 } },
    });
    expect(await say("reject", captured.change, "nils")).toMatchObject({
      exit: 0,
      json: { decision: "reject", leaf: { index: 4 } },
    });
    expect(await say("revoke", captured.change, "dana", "--reason", "harmful")).toMatchObject({
      exit: 0,
      json: { decision: "revoke", leaf: { index: 5 } },
    });
  });

  it("say a thing once, unless it is to be said again", async () => {
    using folder = tempFolder();
    const { propose, capture, say, run, key } = await desk(folder.path);
    propose("feature", { "ranker/score.py": "weight = 2\n" });
    const { change } = await capture("feature");
    const first = await say("approve", change, "dana");
    const again = await say("approve", change, "dana", "-m", "as I said");
    expect(again).toMatchObject({
      exit: 0,
      json: { leaf: { index: 2 }, outcome: "present", statement: member(first.json, "statement") ?? null },
    });
    expect((await run("approve", change, "--key", key("dana"))).stdout).toContain("dana has said this already: leaf 2");
    expect(await say("approve", change, "dana", "--again")).toMatchObject({
      exit: 0,
      json: { leaf: { index: 3 }, outcome: "appended" },
    });
    expect(await say("hold", change, "dana")).toMatchObject({ exit: 0, json: { leaf: { index: 4 } } });
    expect(await say("approve", change, "dana")).toMatchObject({ exit: 0, json: { leaf: { index: 5 } } });
  });

  it("sign nothing without a yes", async () => {
    using folder = tempFolder();
    const { propose, capture, run, key } = await desk(folder.path);
    propose("feature", { "ranker/score.py": "weight = 2\n" });
    const { change } = await capture("feature");
    expect(await run("approve", change, "--key", key("dana"), "--json")).toMatchObject({
      exit: 2,
      json: { code: "usage.confirm" },
    });
    expect(await run("evidence", "2", "--json")).toMatchObject({ json: { code: "usage.index" } });
  });

  it("A3: approve no revision that was replaced, and speak against it all the same", async () => {
    using folder = tempFolder();
    const { propose, capture, say } = await desk(folder.path);
    const one = await capture(propose("one", { "ranker/score.py": "weight = 2\n" }), "--proposal", "7");
    const two = await capture(propose("two", { "ranker/score.py": "weight = 3\n" }), "--proposal", "7");
    expect(await say("approve", one.change, "dana")).toMatchObject({ exit: 4, json: { code: "decision.superseded" } });
    for (const decision of ["reject", "hold", "revoke"])
      expect(await say(decision, one.change, "dana")).toMatchObject({ exit: 0 });
    expect(await say("approve", two.change, "dana")).toMatchObject({ exit: 0 });
  });

  it("D18: refuse to sign when the packet at hand is not the one that is bound", async () => {
    using folder = tempFolder();
    const { propose, capture, say, home } = await desk(folder.path);
    propose("feature", { "ranker/score.py": "weight = 2\n" });
    const captured = await capture("feature");
    const sha256 = String(member(captured["packet"], "sha256"));
    const packet = join(home, "packets", sha256.slice(0, 2), sha256.slice(2));
    const other = join(folder.path, "other");
    writeFileSync(other, readFileSync(packet, "utf8").replace("weight", "Weight").replace("local:feed", "local:feet"));
    expect(await say("approve", captured.change, "dana", "--packet", other)).toMatchObject({
      exit: 6,
      json: { code: "packet.digest" },
    });
    expect(await say("approve", captured.change, "dana", "--packet", packet)).toMatchObject({ exit: 0 });
  });

  it("tell a contributor that the approval will not count", async () => {
    using folder = tempFolder();
    const { propose, capture, say } = await desk(folder.path);
    propose("feature", { "ranker/score.py": "weight = 2\n" }, { author: "Dana <dana@oracle.example>" });
    const captured = await capture("feature");
    expect(captured["requirements"]).toMatchObject([
      { needs: "1 of oracle: nobody is left who has no part in it" },
      { needs: "1 of data-guard: nils" },
    ]);
    const answer = await say("approve", captured.change, "dana");
    expect(answer).toMatchObject({
      exit: 0,
      stderr: expect.stringContaining("dana has a part in this content, so this approval will not count"),
    });
  });

  it.each([
    ["a change that nobody captured", ["approve", "0".repeat(64)], 2, "usage.change"],
    ["a short id", ["approve", "CHANGE8"], 2, "usage.change"],
    ["B9 somebody in a role of others", ["approve", "CHANGE", "--role", "data-guard"], 6, "statement.role"],
    ["E13 an environment that is not there", ["approve", "CHANGE", "--env", "Production"], 2, "usage.environment"],
    ["a duration of another form", ["approve", "CHANGE", "--expires", "30d"], 2, "usage.duration"],
    ["an approval that ends at once", ["approve", "CHANGE", "--expires", "PT0S"], 2, "usage.duration"],
    ["a reason that is not known", ["revoke", "CHANGE", "--reason", "whim"], 2, "usage.reason"],
    ["a reason with an approval", ["approve", "CHANGE", "--reason", "mistake"], 2, "usage.option"],
    ["an end of a rejection", ["reject", "CHANGE", "--expires", "P1D"], 2, "usage.option"],
    ["conditions of a revocation", ["revoke", "CHANGE", "--env", "production"], 2, "usage.option"],
    ["a bundle without a file to write", ["approve", "CHANGE", "--bundle", "log.bundle"], 2, "usage.missing"],
    ["a root without a bundle", ["approve", "CHANGE", "--root", "root.json"], 2, "usage.option"],
  ])("refuse %s", async (_what, [command = "", name = "", ...rest], exit, code) => {
    using folder = tempFolder();
    const { propose, capture, say } = await desk(folder.path);
    propose("feature", { "ranker/score.py": "weight = 2\n" });
    const { change } = await capture("feature");
    const named = name === "CHANGE" ? change : name === "CHANGE8" ? change.slice(0, 8) : name;
    expect(await say(command, named, "dana", ...rest)).toMatchObject({ exit, json: { code } });
  });

  it("refuse a key that the policy does not list, and somebody without a role", async () => {
    using folder = tempFolder();
    const { propose, capture, run, say } = await desk(folder.path);
    propose("feature", { "ranker/score.py": "weight = 2\n" });
    const { change } = await capture("feature");
    const stranger = join(folder.path, "stranger");
    await generateSshKey({ file: stranger, comment: "nobody" });
    expect(await run("approve", change, "--key", stranger, "--yes", "--json")).toMatchObject({
      exit: 6,
      json: { code: "attest.key-unknown" },
    });
    expect(await say("approve", change, "olga")).toMatchObject({ exit: 6, json: { code: "statement.role" } });
  });
});

describe("a decision on the reviewer's own machine", () => {
  it("is made from a bundle and a pinned root alone, and submitted to the log", async () => {
    using folder = tempFolder();
    const { propose, capture, run, home, key } = await desk(folder.path);
    propose("feature", { "ranker/score.py": "weight = 2\n" });
    const { change } = await capture("feature");
    const [bundle, out] = [join(folder.path, "log.bundle"), join(folder.path, "approve.json")];
    await done(run("bundle", "-o", bundle));
    const elsewhere = { home: join(folder.path, "no-home") };
    const args = [
      "approve",
      change,
      "--key",
      key("dana"),
      "--bundle",
      bundle,
      "--root",
      join(home, "root.json"),
      "--out",
      out,
      "--yes",
      "--json",
    ];
    const signed = await runCli(args, elsewhere);
    expect(signed).toMatchObject({
      exit: 0,
      json: { change, decision: "approve", person: "dana", role: "oracle", file: out },
    });
    const submitted = await run("submit", out, "--json");
    expect(submitted).toMatchObject({
      exit: 0,
      json: {
        kind: "review",
        leaf: { index: 2 },
        outcome: "appended",
        statement: member(signed.json, "statement") ?? null,
      },
    });
    expect(await run("submit", out, "--json")).toMatchObject({
      exit: 0,
      json: { leaf: { index: 2 }, outcome: "present" },
    });
    expect((await run("evidence", "2")).stdout).toBe(readFileSync(out, "utf8"));
    const queue = await run("queue", "--role", "oracle", "--json");
    expect(queue.json).toMatchObject({ changes: [] });
  });

  it("never replaces another file", async () => {
    using folder = tempFolder();
    const { propose, capture, say } = await desk(folder.path);
    propose("feature", { "ranker/score.py": "weight = 2\n" });
    const { change } = await capture("feature");
    const out = join(folder.path, "earlier.json");
    writeFileSync(out, "a decision that nobody submitted yet");
    expect(await say("approve", change, "dana", "--out", out)).toMatchObject({
      exit: 5,
      json: { code: "files.conflict" },
    });
  });

  it("refuses a bundle in which something does not verify", async () => {
    using folder = tempFolder();
    const { propose, capture, run, home, key } = await desk(folder.path);
    propose("feature", { "ranker/score.py": "weight = 2\n" });
    const { change } = await capture("feature");
    const bundle = join(folder.path, "log.bundle");
    await done(run("bundle", "-o", bundle));
    writeFileSync(bundle, readFileSync(bundle, "utf8").split("\n").toSpliced(2, 1).join("\n"));
    const args = [
      "approve",
      change,
      "--key",
      key("dana"),
      "--bundle",
      bundle,
      "--root",
      join(home, "root.json"),
      "--out",
      join(folder.path, "x"),
      "--yes",
      "--json",
    ];
    expect(await run(...args)).toMatchObject({ exit: 6, json: { code: "bundle.truncated" } });
  });
});

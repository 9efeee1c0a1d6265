import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openSealed, sealState } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { done } from "../governed-home.testing.ts";
import { openStage } from "./stage.testing.ts";
import type { Stage, StageOptions } from "./stage.testing.ts";
import { later, statefulGate } from "./stateful.testing.ts";

const VERSIONS = [1, 2, 3, 4].map((like) => ({ "ranker/weights.json": `{"like": ${like}, "share": 9}\n` }));
const BACK = { decision: "allow", code: "gate.rollback", exit: 0 };

const unverified = { decision: "deny", code: "rollback.not-verified", exit: 4 };
const bounds = { decision: "deny", code: "rollback.bounds", exit: 4 };

/** A line of so many commits, each covered and allowed; answers commits and changes. */
async function allowedLine(stage: Stage, count: number, options: { readonly approve?: readonly string[] } = {}) {
  const gate = statefulGate(stage);
  const line: { readonly commit: string; readonly change: string }[] = [];
  let parent = stage.c0;
  for (const files of VERSIONS.slice(0, count)) {
    const commit = stage.repo.commit({ files, parents: [parent] });
    const { change } = await stage.capture(commit, { base: parent });
    await done(stage.say("approve", change, "dana", ...(options.approve ?? [])));
    expect(await gate.ask(commit)).toMatchObject({ decision: "allow" });
    line.push({ commit, change });
    parent = commit;
  }
  const [first, ...more] = line;
  if (first === undefined) throw new Error("a line has a commit");
  return { gate, line: [first, ...more] as const, tip: parent };
}

const withLane = (rollback: string): StageOptions => ({
  edits: [["rollback: {within: P30D, depth: 10, staleness: PT72H}", `rollback: ${rollback}`]],
});

const DAY = 86_400;

describe("group 8: the way back", () => {
  it("H6: a commit that was allowed comes back from saved state alone, without log, network, repository or approval", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { gate, line } = await allowedLine(stage, 2, { approve: ["--expires", "PT10M"] });
    rmSync(stage.repo.path, { recursive: true });
    expect(await later(3600, () => gate.back(line[0].commit))).toMatchObject(BACK);
  });

  it("H5: a commit that this gate never allowed here is no way back", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path, {
      edits: [["environments:\n", "environments:\n  - {id: lax, requires: []}\n"]],
    });
    const { gate, line, tip } = await allowedLine(stage, 1);
    const stranger = stage.repo.commit({ files: VERSIONS[3] ?? {}, parents: [tip] });
    expect(await gate.ask(stranger, { env: "lax" })).toMatchObject({ decision: "allow" });
    expect(await gate.back(stranger)).toMatchObject(unverified);
    expect(await gate.back(stage.c0)).toMatchObject(unverified);
    expect(await gate.back(line[0].commit)).toMatchObject(BACK);
    const lost = statefulGate(stage, "lost");
    expect(await lost.back(line[0].commit)).toMatchObject(unverified);
  });

  it("H5: content that was revoked as harmful is no way back, below it and without it there is one", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { gate, line, tip } = await allowedLine(stage, 3);
    const [below, harmful, above] = line;
    await done(stage.say("revoke", harmful?.change ?? "", "dana", "--reason", "harmful"));
    expect(await gate.ask(tip)).toMatchObject({ decision: "deny", code: "decision.revoked", exit: 7 });
    const revoked = { decision: "deny", code: "rollback.revoked", exit: 4 };
    expect(await gate.back(above?.commit ?? "")).toMatchObject(revoked);
    expect(await gate.back(harmful?.commit ?? "")).toMatchObject(revoked);
    expect(await gate.back(below.commit)).toMatchObject(BACK);
  });

  it("H5: a mistake or an end of an approval does not close the way back", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { gate, line } = await allowedLine(stage, 2);
    await done(stage.say("revoke", line[0].change, "dana", "--reason", "mistake"));
    expect(await gate.ask(line[1]?.commit ?? "")).toMatchObject({ code: "decision.revoked" });
    expect(await gate.back(line[0].commit)).toMatchObject(BACK);
  });

  it.each([
    ["depth", "{ within: P30D, depth: 1, staleness: P30D }", 0],
    ["within", "{ within: P1D, depth: 10, staleness: P30D }", 2 * DAY],
    ["staleness", "{ within: P30D, depth: 10, staleness: PT72H }", 4 * DAY],
  ])("H5: nothing comes back beyond the %s of the policy", async (_, lane, ahead) => {
    using folder = tempFolder();
    const stage = await openStage(folder.path, withLane(lane));
    const { gate, line } = await allowedLine(stage, 3);
    expect(await later(ahead, () => gate.back(line[0].commit))).toMatchObject(bounds);
    expect(await gate.back(line[1]?.commit ?? "")).toMatchObject(BACK);
  });

  it("H5: an environment without a lane has no way back", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path, {
      edits: [["    rollback: {within: P30D, depth: 10, staleness: PT72H}\n", ""]],
    });
    const { gate, line } = await allowedLine(stage, 1);
    expect(await gate.back(line[0].commit)).toMatchObject(bounds);
  });

  it("H6: after going back, the way forward still begins at the newest commit that was allowed", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { gate, line, tip } = await allowedLine(stage, 2);
    expect(await gate.back(line[0].commit)).toMatchObject(BACK);
    expect(await gate.ask(line[0].commit)).toMatchObject({ decision: "deny", code: "gate.not-forward" });
    const next = stage.repo.commit({ files: VERSIONS[3] ?? {}, parents: [tip] });
    await stage.cover(next, { base: tip });
    expect(await gate.ask(next)).toMatchObject({ decision: "allow" });
  });

  it("H13: a clock behind what the witnesses vouched for is an error, and the first run says that it trusts its clock", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const gate = statefulGate(stage);
    const one = stage.repo.commit({ files: VERSIONS[0] ?? {}, parents: [stage.c0] });
    await stage.cover(one, { base: stage.c0 });
    const first = await gate.run(one);
    const trusts = expect.stringContaining("trusts the machine's clock");
    expect(first).toMatchObject({ exit: 0, stderr: trusts, json: { notes: [trusts] } });
    const backwards = { decision: "error", code: "time.backwards", exit: 6 };
    expect(await later(-7200, () => gate.ask(one))).toMatchObject(backwards);
    expect(await later(-7200, () => gate.back(one))).toMatchObject(backwards);
    const second = await gate.run(one);
    expect(second.stderr).not.toContain("trusts the machine's clock");
    expect(second.json).not.toHaveProperty("notes");
    const [reason] = (await gate.back(one)).messages;
    expect(reason).toMatch(/this machine's clock, which it trusts/);
  });

  it("F23: a state that was put back from an older copy goes on, and an older log does not", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { gate, line } = await allowedLine(stage, 1);
    const copy = join(folder.path, "copy");
    cpSync(stage.home, copy, { recursive: true });
    await done(stage.say("reject", line[0].change, "dana"));
    expect(await gate.ask(line[0].commit)).toMatchObject({ code: "decision.rejected" });
    const old = join(folder.path, "old.bundle");
    rmSync(stage.home, { recursive: true });
    cpSync(copy, stage.home, { recursive: true });
    await done(stage.run("bundle", "-o", old));
    expect(await gate.ask(line[0].commit, { bundle: old })).toMatchObject({ code: "log.rollback", exit: 6 });
  });

  it("H7: a state of a newer form or of another log is refused", async () => {
    using folder = tempFolder();
    using elsewhere = tempFolder();
    const stage = await openStage(folder.path);
    const { gate, line } = await allowedLine(stage, 1);
    const other = await openStage(elsewhere.path, { alone: true });
    const root = join(other.home, "root.json");
    expect(await gate.back(line[0].commit, { root })).toMatchObject({ code: "state.root", exit: 6 });
    const [file, key] = [join(gate.dir, "state.json"), readFileSync(join(gate.dir, "state.key"))];
    const state = openSealed(nodeCrypto, key, readFileSync(file));
    writeFileSync(file, sealState(nodeCrypto, key, { ...state, version: 3 }));
    expect(await gate.back(line[0].commit)).toMatchObject({ code: "state.version", exit: 6 });
  });

  it("J11: of two gates on one state, one waits or is told so", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { gate, line } = await allowedLine(stage, 1);
    const asked = ["gate", "--commit", line[0].commit, "--env", "production", "--root", join(stage.home, "root.json")];
    const bin = join(import.meta.dirname, "../../bin/countersign");
    const children = [1, 2, 3].map(() =>
      spawn(bin, [...asked, "--state", gate.dir, "--rollback", "--json"], { stdio: ["ignore", "pipe", "ignore"] }),
    );
    const exits = await Promise.all(children.map(async (child) => (await once(child, "close"))[0] as number));
    expect(exits).toContain(0);
    expect(exits.every((exit) => exit === 0 || exit === 5 || exit === 6)).toBe(true);
    expect(await gate.back(line[0].commit)).toMatchObject(BACK);
  });
});

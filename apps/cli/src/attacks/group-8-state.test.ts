import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnvelope } from "@countersign/attest";
import { recordId } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { done } from "../governed-home.testing.ts";
import { openLife } from "../policy-life/life.testing.ts";
import { openForger } from "./forged-log.testing.ts";
import { land, withTreeOf } from "./landing.testing.ts";
import { openStage } from "./stage.testing.ts";
import { statefulGate } from "./stateful.testing.ts";

const WEIGHTS = { "ranker/weights.json": '{"like": 1, "share": 3}\n' };
const SCORE = { "ranker/score.py": "def score(post):\n    return 2\n" };
const LIST = { "ui/list.ts": "export const list = [1];\n" };

const allowed = (edges: number) => ({ decision: "allow", code: "gate.allowed", exit: 0, edges });

describe("group 8: a gate with state", () => {
  it("H8: judges only what lies above the commit that it allowed before", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover } = stage;
    const gate = statefulGate(stage);
    const one = repo.commit({ files: WEIGHTS, parents: [c0] });
    await cover(one, { base: c0 });
    expect(await gate.ask(one)).toMatchObject(allowed(1));
    const two = repo.commit({ files: SCORE, parents: [one] });
    await cover(two, { base: one });
    expect(await gate.ask(two)).toMatchObject(allowed(1));
    expect(await gate.ask(two)).toMatchObject({ ...allowed(0), reasons: ["gate.settled"] });
  });

  it("H2: a revoke of what was allowed before reaches through the settled commit", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover, say } = stage;
    const gate = statefulGate(stage);
    const x = repo.commit({ files: WEIGHTS, parents: [c0] });
    const change = await cover(x, { base: c0 });
    expect(await gate.ask(x)).toMatchObject(allowed(1));
    const y = repo.commit({ files: SCORE, parents: [x] });
    await cover(y, { base: x });
    expect(await gate.ask(y)).toMatchObject(allowed(1));
    await done(say("revoke", change, "dana", "--reason", "mistake"));
    const revoked = { decision: "deny", code: "decision.revoked", exit: 7 };
    const z = repo.commit({ files: LIST, parents: [y] });
    await cover(z, { base: y });
    expect(await gate.ask(z)).toMatchObject(revoked);
    expect(await gate.ask(z)).toMatchObject(revoked);
    expect(await stage.gate(z)).toMatchObject(revoked);
    await done(say("approve", change, "dana"));
    expect(await gate.ask(z)).toMatchObject(allowed(1));
    expect(await stage.gate(z)).toMatchObject({ decision: "allow" });
  });

  it.each([
    ["reject", [], { decision: "deny", code: "decision.rejected", exit: 4 }],
    ["hold", [], { decision: "pending", code: "decision.held", exit: 3 }],
    ["revoke", ["--reason", "harmful"], { decision: "deny", code: "decision.revoked", exit: 7 }],
  ] as const)(
    "H2 H19: after a %s, the content is no reason to deny once it is gone",
    async (against, options, answer) => {
      using folder = tempFolder();
      const stage = await openStage(folder.path);
      const { repo, c0, cover, say } = stage;
      const gate = statefulGate(stage);
      const x = repo.commit({ files: WEIGHTS, parents: [c0] });
      const change = await cover(x, { base: c0 });
      expect(await gate.ask(x)).toMatchObject(allowed(1));
      await done(say(against, change, "dana", ...options));
      const y = repo.commit({ files: SCORE, parents: [x] });
      await cover(y, { base: x });
      expect(await gate.ask(y)).toMatchObject(answer);
      expect(await stage.gate(y)).toMatchObject(answer);
      const back = repo.commit({ files: { "ranker/weights.json": '{"like": 1, "share": 2}\n' }, parents: [y] });
      await cover(back, { base: y });
      expect(await gate.ask(back)).toMatchObject(allowed(2));
      expect(await stage.gate(back)).toMatchObject({ decision: "allow" });
      const again = repo.commit({ files: WEIGHTS, parents: [back] });
      expect(await gate.ask(again)).toMatchObject({ decision: "deny" });
      expect(await stage.gate(again)).toMatchObject({ decision: "deny" });
      await cover(again, { base: back });
      expect(await gate.ask(again)).toMatchObject(allowed(1));
      expect(await stage.gate(again)).toMatchObject({ decision: "allow" });
    },
  );

  it("H1: what a laxer environment allowed settles nothing for a stricter one", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path, {
      edits: [["environments:\n", "environments:\n  - {id: lax, requires: []}\n"]],
    });
    const { repo, c0 } = stage;
    const gate = statefulGate(stage);
    const x = repo.commit({ files: WEIGHTS, parents: [c0] });
    expect(await gate.ask(x, { env: "lax" })).toMatchObject({ decision: "allow", reasons: ["gate.nothing-required"] });
    expect(await gate.ask(x)).toMatchObject({ decision: "deny", code: "gate.residual", exit: 4 });
  });

  it("A18: a commit beside or below the newest allowed one is no way forward", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover } = stage;
    const gate = statefulGate(stage);
    const one = repo.commit({ files: WEIGHTS, parents: [c0] });
    await cover(one, { base: c0 });
    expect(await gate.ask(one)).toMatchObject(allowed(1));
    const two = repo.commit({ files: SCORE, parents: [one] });
    await cover(two, { base: one });
    expect(await gate.ask(two)).toMatchObject(allowed(1));
    const behind = { decision: "deny", code: "gate.not-forward", exit: 4 };
    expect(await gate.ask(one)).toMatchObject(behind);
    const beside = repo.commit({ files: LIST, parents: [one], ref: null });
    await cover(beside, { base: one });
    expect(await gate.ask(beside)).toMatchObject(behind);
    expect(await stage.gate(beside)).toMatchObject({ decision: "allow" });
  });

  it("A13: an approval that carried an allowed step is used up, whatever is reverted", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover } = stage;
    const gate = statefulGate(stage);
    const h = repo.commit({ files: WEIGHTS, parents: [c0] });
    await cover(h, { base: c0 });
    expect(await gate.ask(h)).toMatchObject(allowed(1));
    const revert = withTreeOf(repo, c0, h);
    await cover(revert, { base: h });
    expect(await gate.ask(revert)).toMatchObject(allowed(1));
    const again = withTreeOf(repo, h, revert);
    expect(await gate.ask(again)).toMatchObject({ decision: "deny", code: "gate.approval-used", exit: 4 });
  });

  it("H20: a baseline that both sides void settles nothing any more, whatever was allowed on it", async () => {
    using folder = tempFolder();
    const stage = await openLife(folder.path);
    const { repo, c0, cover, settle, amend } = stage;
    const gate = statefulGate(stage);
    expect(await gate.ask(c0)).toMatchObject({ decision: "allow", reasons: ["gate.settled"] });
    const x = repo.commit({ files: WEIGHTS, parents: [c0] });
    await cover(x, { base: c0 });
    expect(await gate.ask(x)).toMatchObject(allowed(1));
    const [, baseline] = await (await openForger(stage)).lines();
    const record = recordId(nodeCrypto, parseEnvelope(baseline?.evidence ?? new Uint8Array()).payload);
    await done(amend(["void", [{ leaf: 1, record, reason: "signed by mistake" }]]));
    const open = { decision: "deny", code: "gate.no-settled-ancestor", exit: 4 };
    expect(await gate.ask(x)).toMatchObject(open);
    expect(await stage.gate(x)).toMatchObject(open);
    await settle(c0);
    expect(await gate.ask(x)).toMatchObject(allowed(1));
    expect(await stage.gate(x)).toMatchObject({ decision: "allow" });
  });

  it("A36: no change reaches across a baseline that was logged after it was approved, wherever the judgement starts", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover, settle } = stage;
    const gate = statefulGate(stage);
    expect(await gate.ask(c0)).toMatchObject({ decision: "allow", reasons: ["gate.settled"] });
    const x = repo.commit({ files: WEIGHTS, parents: [c0] });
    const y = repo.commit({ files: SCORE, parents: [x] });
    await cover(y, { base: c0 });
    await settle(x);
    expect(await gate.ask(x)).toMatchObject({ decision: "allow", reasons: ["gate.settled"] });
    const open = { decision: "deny", code: "gate.residual", exit: 4 };
    expect(await gate.ask(y)).toMatchObject(open);
    expect(await stage.gate(y)).toMatchObject(open);
  });

  it("A37: an approval that landed below a baseline carries nothing above it", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, capture, cover, settle } = stage;
    const [gate, late] = [statefulGate(stage), statefulGate(stage, "late")];
    expect(await gate.ask(c0)).toMatchObject({ decision: "allow", reasons: ["gate.settled"] });
    const x = repo.commit({ files: WEIGHTS, parents: [c0] });
    await cover(x, { base: c0 });
    await settle(x);
    for (const one of [gate, late]) expect(await one.ask(x)).toMatchObject({ reasons: ["gate.settled"], exit: 0 });
    const back = withTreeOf(repo, c0, x);
    await cover(back, { base: x });
    const again = withTreeOf(repo, x, back);
    await capture(again, { base: back });
    const used = { decision: "deny", code: "gate.approval-used", exit: 4 };
    for (const one of [gate, late]) expect(await one.ask(again)).toMatchObject(used);
    expect(await stage.gate(again)).toMatchObject(used);
  });

  it("A20: a revision that lands over its own allowed earlier revision is one change", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover } = stage;
    const gate = statefulGate(stage);
    const r1 = repo.commit({ files: WEIGHTS, parents: [c0], ref: "refs/heads/feature" });
    await cover(r1, { base: c0, proposal: "7" });
    expect(await gate.ask(land(repo, r1, "fast-forward"))).toMatchObject(allowed(1));
    const r2 = repo.commit({ files: SCORE, parents: [r1], ref: "refs/heads/feature" });
    await cover(r2, { base: c0, proposal: "7" });
    expect(await stage.gate(r2)).toMatchObject({ decision: "allow" });
    expect(await gate.ask(r2)).toMatchObject(allowed(2));
    const more = repo.commit({ files: LIST, parents: [r2] });
    await cover(more, { base: r2 });
    expect(await gate.ask(more)).toMatchObject(allowed(1));
  });

  it("A20: it is one change also where its last step alone was captured and waits for a decision", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover, capture } = stage;
    const gate = statefulGate(stage);
    const r1 = repo.commit({ files: WEIGHTS, parents: [c0], ref: "refs/heads/feature" });
    await cover(r1, { base: c0, proposal: "7" });
    expect(await gate.ask(land(repo, r1, "fast-forward"))).toMatchObject(allowed(1));
    const r2 = repo.commit({ files: SCORE, parents: [r1], ref: "refs/heads/feature" });
    await capture(r2, { base: r1 });
    expect(await gate.ask(r2)).toMatchObject({ decision: "pending", code: "decision.missing", exit: 3 });
    await cover(r2, { base: c0, proposal: "7" });
    expect(await stage.gate(r2)).toMatchObject({ decision: "allow" });
    expect(await gate.ask(r2)).toMatchObject(allowed(2));
  });

  it("F11: a log that ends before the rejection is noticed", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover, say, run } = stage;
    const gate = statefulGate(stage);
    const x = repo.commit({ files: WEIGHTS, parents: [c0] });
    const change = await cover(x, { base: c0 });
    const old = join(folder.path, "old.bundle");
    await done(run("bundle", "-o", old));
    await done(say("reject", change, "dana"));
    expect(await gate.ask(x)).toMatchObject({ decision: "deny", code: "decision.rejected" });
    expect(await gate.ask(x, { bundle: old })).toMatchObject({ decision: "error", code: "log.rollback", exit: 6 });
    expect(await stage.gate(x)).toMatchObject({ decision: "deny", code: "decision.rejected" });
  });

  it("F19: a bundle that leaves out what the state does not know is refused, and the answer says from where on one is needed", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover } = stage;
    const gate = statefulGate(stage);
    expect(await gate.ask(c0)).toMatchObject({ ...allowed(0), reasons: ["gate.settled"] });
    const x = repo.commit({ files: WEIGHTS, parents: [c0] });
    await cover(x, { base: c0 });
    const known = gate.size();
    const { exit, json, stderr } = await gate.run(x, { since: known + 1 });
    const remedy = `Make a bundle that begins there: countersign bundle --since ${known} -o FILE`;
    expect({ exit, json }).toMatchObject({ exit: 6, json: { decision: "error", code: "bundle.from", known, remedy } });
    expect(stderr).toContain(remedy);
    expect(await gate.ask(x, { since: known })).toMatchObject(allowed(1));
  });

  it("F19: a bundle that was taken already is taken again, since what the state has of it is passed over", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover, say } = stage;
    const gate = statefulGate(stage);
    expect(await gate.ask(c0)).toMatchObject({ reasons: ["gate.settled"], exit: 0 });
    const x = repo.commit({ files: WEIGHTS, parents: [c0] });
    const change = await cover(x, { base: c0 });
    const bundle = join(folder.path, "delta.bundle");
    await done(stage.run("bundle", "--since", String(gate.size()), "-o", bundle));
    expect(await gate.ask(x, { bundle })).toMatchObject(allowed(1));
    expect(await gate.ask(x, { bundle })).toMatchObject({ ...allowed(0), reasons: ["gate.settled"] });
    for (const since of [0, 1]) expect(await gate.ask(x, { since })).toMatchObject(allowed(0));
    await done(say("reject", change, "dana"));
    for (const since of [0, 3])
      expect(await gate.ask(x, { since })).toMatchObject({ decision: "deny", code: "decision.rejected", exit: 4 });
    expect(await gate.ask(x, { bundle })).toMatchObject({ decision: "error", code: "log.rollback", exit: 6 });
  });

  it("F19: nothing of another log passes as what comes next, whatever stands in the part that is passed over", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover, capture, say } = stage;
    const gate = statefulGate(stage);
    const x = repo.commit({ files: WEIGHTS, parents: [c0] });
    const change = await cover(x, { base: c0 });
    await done(say("reject", change, "dana"));
    expect(await gate.ask(x)).toMatchObject({ decision: "deny", code: "decision.rejected" });
    const forger = await openForger(stage);
    const honest = await forger.lines();
    await capture(repo.commit({ files: SCORE, parents: [x] }), { base: x });
    const next = (await forger.lines()).slice(honest.length);
    const forged = join(folder.path, "forged.bundle");
    const without = [...honest.slice(0, -1), ...next];
    for (const leaves of [
      [...without, ...next],
      [...without, ...without.slice(-1)],
    ]) {
      writeFileSync(forged, forger.bundle(leaves));
      expect(await gate.ask(x, { bundle: forged })).toMatchObject({ decision: "error", code: "log.root", exit: 6 });
    }
    const garbled = honest.map(({ leaf }) => ({ leaf }));
    writeFileSync(forged, forger.bundle([...garbled, ...next]));
    expect(await gate.ask(x, { bundle: forged })).toMatchObject({
      decision: "deny",
      code: "decision.rejected",
      exit: 4,
    });
  });

  it.each([
    ["edited", "state.hmac", (text: string) => text.replace('"size":', '"sizf":')],
    ["truncated", "state.json", (text: string) => text.slice(0, -20)],
    ["emptied", "state.json", () => ""],
  ])("H7: a state that was %s is refused", async (_, code, damage) => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover } = stage;
    const gate = statefulGate(stage);
    const x = repo.commit({ files: WEIGHTS, parents: [c0] });
    await cover(x, { base: c0 });
    expect(await gate.ask(x)).toMatchObject(allowed(1));
    const file = join(gate.dir, "state.json");
    writeFileSync(file, damage(readFileSync(file, "utf8")));
    expect(await gate.ask(x)).toMatchObject({ decision: "error", code: expect.stringContaining(code), exit: 6 });
  });

  it("H7: a state that is gone is not begun anew, nor is one with another key", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, cover } = stage;
    const [gate, other] = [statefulGate(stage), statefulGate(stage, "other")];
    const x = repo.commit({ files: WEIGHTS, parents: [c0] });
    await cover(x, { base: c0 });
    expect(await gate.ask(x)).toMatchObject(allowed(1));
    expect(await other.ask(x)).toMatchObject(allowed(1));
    writeFileSync(join(gate.dir, "state.json"), readFileSync(join(other.dir, "state.json")));
    expect(await gate.ask(x)).toMatchObject({ code: "state.hmac", exit: 6 });
    rmSync(join(gate.dir, "state.json"));
    expect(await gate.ask(x)).toMatchObject({ code: "state.missing", exit: 6 });
    rmSync(join(other.dir, "state.key"));
    expect(await other.ask(x)).toMatchObject({ code: "state.key", exit: 6 });
  });
});

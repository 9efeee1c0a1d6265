import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseCanonical, parseEnvelope } from "@countersign/attest";
import { remedyFor } from "@countersign/core";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it, vi } from "vitest";
import { member } from "../desk.testing.ts";
import { done } from "../governed-home.testing.ts";
import { runCli } from "../run.testing.ts";
import { forgedLine } from "./forged-log.testing.ts";
import { openRecordsStage } from "./records.testing.ts";
import { signedApproval } from "./signed-approval.testing.ts";
import { allowed, gateCall, openStage, residual } from "./stage.testing.ts";
import { statefulGate } from "./stateful.testing.ts";

const ALLOWED = { decision: "allow", code: "gate.allowed", exit: 0 };
const HELD = { decision: "pending", code: "decision.held", exit: 3 };
const EMERGENCY = { decision: "allow", code: "gate.break-glass", exit: 0 };
const SETTLED = { ...allowed(), reasons: ["gate.settled"] };

/** Works while this machine's clock stands at a moment, in milliseconds. */
async function at<T>(moment: number, work: () => Promise<T>): Promise<T> {
  const clock = vi.spyOn(Date, "now").mockReturnValue(moment);
  try {
    return await work();
  } finally {
    clock.mockRestore();
  }
}

describe("group 8: the emergency exit beside what was said", () => {
  it("H3 H4: opens what is held, lifts no hold, and holds nothing open for what comes after", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const { repo, c0, say, capture, cover, gate } = stage;
    const remembering = statefulGate(stage);
    const both = async (commit: string) => [await gate(commit), await remembering.ask(commit)];
    expect(await remembering.ask(c0)).toMatchObject(ALLOWED);
    const x = repo.commit({ files: { "ranker/score.py": "two\n" } });
    const { change } = await capture(x, { base: c0 });
    await done(say("approve", change, "dana"));
    await done(say("hold", change, "nils"));
    expect(await both(x)).toMatchObject([HELD, HELD]);
    await stage.breakGlass(x);
    expect(await both(x)).toMatchObject([EMERGENCY, EMERGENCY]);
    expect((await gate(x)).reasons).toEqual(["gate.break-glass", "decision.held"]);
    expect(await remembering.back(x)).toMatchObject({ code: "rollback.not-verified", exit: 4 });
    const y = repo.commit({ files: { "ui/list.ts": "two\n" } });
    await cover(y, { base: x });
    expect(await both(y)).toMatchObject([HELD, HELD]);
    await done(say("hold", change, "dana"));
    await done(say("approve", change, "nils"));
    expect(await both(y)).toMatchObject([HELD, HELD]);
    await done(say("approve", change, "dana"));
    expect(await both(y)).toMatchObject([ALLOWED, ALLOWED]);
  });
});

describe("group 8: what an emergency is not", () => {
  it("H15: what was let through by the emergency exit is exported as reviewed by nobody, until it is", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const x = stage.repo.commit({ files: { "ranker/score.py": "two\n" } });
    await stage.breakGlass(x);
    expect(await stage.gate(x)).toMatchObject(EMERGENCY);
    const out = join(folder.path, "release");
    const words = ["export", "--repo", stage.repo.path, "--commit", x, "--env", "production", "--out", out, "--json"];
    const refused = {
      exit: 4,
      json: { decision: "deny", code: "gate.not-allowed", remedy: remedyFor("gate.not-allowed") },
    };
    expect(await stage.run(...words)).toMatchObject(refused);
    expect(await stage.run(...words, "--key", stage.gateKey)).toMatchObject(refused);
    expect(existsSync(out)).toBe(false);
    await stage.cover(x, { base: stage.c0 });
    expect(await stage.run(...words)).toMatchObject({
      exit: 0,
      json: { verifiedLevels: ["ORG_SOURCE_COUNTERSIGN_REVIEWED"] },
    });
  });
});

describe("group 8: the very second", () => {
  it("B24: an approval stands in the second in which it ends, by the witnesses' time, and in none after it", async () => {
    using folder = tempFolder();
    const made = await signedApproval(folder.path);
    const end = Math.floor(Date.now() / 1000) - 60;
    const notAfter = new Date(end * 1000).toISOString().replace(".000Z", "Z");
    const ending = await made.signed(made.withMembers({ conditions: { notAfter } }));
    const lines = [...(await made.forger.lines()), forgedLine("review", ending)];
    expect(await made.forger.ask(made.head, lines, { time: end })).toEqual(allowed());
    const expired = { decision: "deny", code: "decision.expired", exit: 7, residual: [] };
    expect(await made.forger.ask(made.head, lines, { time: end + 1 })).toMatchObject(expired);
  });

  it("F11: a log is fresh in the last second that the policy gives it, and stale in the next", async () => {
    using folder = tempFolder();
    const made = await signedApproval(folder.path);
    const lines = [...(await made.forger.lines()), forgedLine("review", made.approval)];
    const time = Math.floor(Date.now() / 1000) - 7200;
    const asked = (moment: number) => at(moment, () => made.forger.ask(made.head, lines, { time }));
    const end = (time + 86_400) * 1000;
    expect(await asked(end)).toEqual(allowed());
    expect(await asked(end + 1000)).toMatchObject({ decision: "deny", code: "log.stale", exit: 7 });
  });

  it("H11: a verdict stands until the second that it names, and no longer", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const file = await stage.signedVerdict(stage.c0, "build-42");
    const statement = parseCanonical(parseEnvelope(readFileSync(file)).payload, "statement");
    const end = Date.parse(String(member(member(statement, "predicate"), "validUntil")));
    const place = ["--repository", "local:feed", "--ref", "refs/heads/main", "--gate-key", stage.gateKeyText];
    const checked = (moment: number) => at(moment, () => stage.checkVerdict(file, stage.c0, ...place));
    expect(await checked(end - 1)).toMatchObject({ exit: 0, json: { decision: "allow" } });
    expect(await checked(end)).toMatchObject({ exit: 4, json: { decision: "deny", code: "gate.verdict-expired" } });
  });
});

describe("group 8: what counts as deployed", () => {
  it("A18: a deployment that began or failed binds no line, and one that succeeded does", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const { repo, c0, cover, gate } = stage;
    const beside = (text: string) =>
      repo.commit({ files: { "ranker/score.py": text }, parents: [c0], ref: `refs/heads/${text.trim()}` });
    const [one, two] = [beside("one\n"), beside("two\n")];
    await cover(one, { base: c0 });
    await cover(two, { base: c0 });
    const verdict = await stage.signedVerdict(one, "build-1");
    await done(stage.receipt(verdict, "started"));
    expect(await gate(two)).toEqual(allowed());
    await done(stage.receipt(verdict, "failed"));
    expect(await gate(two)).toEqual(allowed());
    await done(stage.receipt(verdict, "succeeded"));
    expect(await gate(two)).toMatchObject({ decision: "deny", code: "gate.not-forward", exit: 4 });
    expect(await gate(one)).toEqual(allowed());
  });
});

describe("group 8: two baselines at once", () => {
  it("H22: of two for one requirement the newer one counts, and who stands beside it goes nowhere, with state and without", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, settle, gate } = stage;
    const remembering = statefulGate(stage);
    const both = async (commit: string) => [await gate(commit), await remembering.ask(commit)];
    const one = repo.commit({ files: { "ranker/score.py": "one\n" }, parents: [c0], ref: "refs/heads/one" });
    const two = repo.commit({ files: { "ranker/score.py": "two\n" }, parents: [c0], ref: "refs/heads/two" });
    await settle(one);
    await settle(two);
    const beside = { decision: "deny", code: "gate.not-forward", exit: 4 };
    expect(await both(one)).toMatchObject([beside, beside]);
    expect(await both(two)).toMatchObject([SETTLED, { ...ALLOWED, reasons: ["gate.settled"] }]);
    expect(await both(repo.commit({ files: { "ui/list.ts": "x\n" }, parents: [one], ref: null }))).toMatchObject([
      beside,
      beside,
    ]);
  });

  it("H22: a newer one for an older commit takes nothing back that a gate has allowed, and opens nothing above it", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { repo, c0, settle, gate } = stage;
    const remembering = statefulGate(stage);
    const one = repo.commit({ files: { "ranker/weights.json": "{}\n" }, parents: [c0] });
    const two = repo.commit({ files: { "ranker/score.py": "two\n" }, parents: [one] });
    await settle(two);
    expect(await remembering.ask(two)).toMatchObject({ ...ALLOWED, reasons: ["gate.settled"] });
    await settle(one);
    expect(await gate(two)).toMatchObject(residual("ranker/score.py"));
    expect(await remembering.ask(two)).toMatchObject(ALLOWED);
    const fresh = statefulGate(stage, "fresh");
    expect(await fresh.ask(two)).toMatchObject({ decision: "deny", code: "gate.residual", exit: 4 });
  });
});

describe("group 8: an old git", () => {
  it.each([
    ["older than we know", 'echo "git version 2.38.1"', "git.version"],
    ["no git at all", "echo hub version 2.40.0", "git.version"],
  ])("C43: a git that is %s and comes first in PATH judges nothing", async (_, script, code) => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    await stage.gate(stage.c0);
    const bin = join(folder.path, "bin");
    mkdirSync(bin);
    const log = join(folder.path, "called");
    writeFileSync(join(bin, "git"), `#!/bin/sh\necho "$*" >> ${log}\n${script}\n`);
    chmodSync(join(bin, "git"), 0o755);
    const asked = gateCall(
      stage.c0,
      { repo: stage.repo.path },
      join(folder.path, "log.bundle"),
      join(stage.home, "root.json"),
    );
    const env = { PATH: `${bin}:${process.env["PATH"]}` };
    for (const state of [[], ["--state", join(folder.path, "state")]]) {
      const { exit, json } = await runCli([...asked, ...state], { home: join(folder.path, "old"), env });
      expect({ exit, json }).toMatchObject({ exit: 6, json: { decision: "error", code, remedy: remedyFor(code) } });
    }
    expect(new Set(readFileSync(log, "utf8").trim().split("\n"))).toEqual(new Set(["--version"]));
    expect(await stage.gate(stage.c0)).toMatchObject(ALLOWED);
  });
});

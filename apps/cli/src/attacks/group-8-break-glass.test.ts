import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { generateSshKey, sshSigner } from "@countersign/adapters/keys";
import { formatEnvelope, pae, parseEnvelope } from "@countersign/attest";
import type { Envelope } from "@countersign/attest";
import { formatRecord, parseOid } from "@countersign/core";
import type { BreakGlass } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { member } from "../desk.testing.ts";
import { endAfter } from "../expiry.ts";
import { done } from "../governed-home.testing.ts";
import { runCli } from "../run.testing.ts";
import type { CliRun } from "../run.testing.ts";
import { loggedByForce } from "./forced-leaf.testing.ts";
import { openRecordsStage, said } from "./records.testing.ts";
import type { RecordsStage } from "./records.testing.ts";
import { signedOtherwise, written } from "./resign.testing.ts";
import { residual } from "./stage.testing.ts";

/** Two more environments: one with an emergency exit of its own, one without. */
const ENVIRONMENTS = `environments:
  - id: canary
    requires: [algorithm]
    freshness: PT24H
    breakGlass:
      {approvals: [{organisation: acme, people: [olga]}, {organisation: oracle, people: [dana]}], ttl: PT4H, reviewWithin: PT72H}
  - {id: staging, requires: []}
`;

/** A commit on main that nobody captured. */
function uncovered({ repo }: RecordsStage, content = "def score(post):\n    return 9\n"): string {
  return repo.commit({ files: { "ranker/score.py": content } });
}

/** What the gate answers when a break-glass does not open. */
const refused = (code: string) => ({ decision: "deny", code, exit: 4, residual: ["ranker/score.py"] });

/** A break-glass that only olga signed, as the file of an envelope. */
async function halfSigned(stage: RecordsStage, commit: string, ...options: readonly string[]): Promise<string> {
  const file = join(stage.folder, `half-${commit.slice(0, 8)}.json`);
  await done(stage.askBreakGlass(commit, "olga", "--out", file, ...options));
  return file;
}

/** The same with dana's signature. */
async function fullySigned(stage: RecordsStage, commit: string, ...options: readonly string[]): Promise<string> {
  const file = join(stage.folder, `full-${commit.slice(0, 8)}.json`);
  await done(stage.grantBreakGlass(await halfSigned(stage, commit, ...options), "dana", "--out", file));
  return file;
}

/** A signed envelope with one more signature by a key file. */
async function signedBeside(envelope: Envelope, file: string): Promise<Envelope> {
  const signer = await sshSigner({ file }, {});
  const sig = await signer.sign("countersign-review@v1", pae(envelope.payloadType, envelope.payload));
  return { ...envelope, signatures: [...envelope.signatures, { keyid: "", sig }] };
}

/** What the program would not propose, signed by olga and dana all the same. */
async function resignedByBoth(stage: RecordsStage, commit: string, edits: Partial<BreakGlass> = {}): Promise<string> {
  const payload = formatRecord(nodeCrypto, "break-glass", {
    repository: { id: "local:feed", uri: stage.uri },
    ref: "refs/heads/main",
    commit: parseOid(commit, "sha1"),
    environment: "production",
    reason: "the feed is down",
    notAfter: endAfter("PT1H", Math.floor(Date.now() / 1000)),
    id: randomUUID(),
    ...edits,
  });
  const unsigned = { payloadType: "application/vnd.in-toto+json", payload, signatures: [] };
  const signed = await signedBeside(await signedBeside(unsigned, stage.key("olga")), stage.key("dana"));
  return written(join(stage.folder, `resigned-${commit.slice(0, 8)}.json`), signed);
}

/** Asks the gate and shows it a break-glass. */
async function askShowing(stage: RecordsStage, commit: string, env: string, file: string): Promise<CliRun> {
  const bundle = join(stage.folder, "shown.bundle");
  await done(stage.run("bundle", "-o", bundle));
  const log = ["--root", join(stage.home, "root.json"), "--bundle", bundle];
  const asked = ["gate", "--repo", stage.repo.path, "--commit", commit, "--env", env];
  return runCli([...asked, ...log, "--break-glass", file, "--json"], { home: join(stage.folder, "gate") });
}

describe("group 8: the emergency exit", () => {
  it("H3: opens for exactly one commit, overrides what it lists, and settles nothing", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const { repo, askGate, gate, breakGlass } = stage;
    const x = uncovered(stage);
    expect(await gate(x)).toMatchObject(residual("ranker/score.py"));
    const leaf = await breakGlass(x);
    const answer = await askGate(x);
    expect(answer).toMatchObject({ exit: 0, json: { decision: "allow", code: "gate.break-glass" } });
    expect(said(answer, "requirements")).toMatchObject([{ id: "algorithm", state: "OVERRIDDEN" }]);
    const reasons = said(answer, "reasons");
    expect(reasons).toMatchObject([{ code: "gate.break-glass" }, { code: "gate.residual" }]);
    expect(JSON.stringify(reasons)).toContain("olga (acme) and dana (oracle)");
    expect(JSON.stringify(reasons)).toContain(`leaf ${leaf}`);
    const y = repo.commit({ files: { "ui/list.ts": "export const list = [1];\n" } });
    const after = await gate(y);
    expect(after).toMatchObject(residual("ranker/score.py", "ui/list.ts"));
    expect(after.reasons).toEqual(["gate.residual", "gate.residual", "breakglass.commit"]);
  });

  it("H3: what it deployed, receipt and all, still needs its approval", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const { repo, c0, gate, cover, breakGlass, signedVerdict, receipt } = stage;
    const x = uncovered(stage);
    await breakGlass(x);
    expect(await receipt(await signedVerdict(x, "r1"), "succeeded")).toMatchObject({ exit: 0 });
    const y = repo.commit({ files: { "docs/a.md": "More.\n" } });
    expect(await gate(y)).toMatchObject(residual("ranker/score.py"));
    await cover(x, { base: c0 });
    expect(await gate(y)).toMatchObject({ decision: "allow", code: "gate.allowed", exit: 0 });
  });

  it("H4: one organisation opens nothing, asked, submitted or logged by force", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const x = uncovered(stage);
    const asked = await stage.askBreakGlass(x, "olga");
    expect(asked).toMatchObject({ exit: 0, json: { complete: false, waitingFor: ["1 of oracle (dana)"] } });
    expect(await stage.gate(x)).toMatchObject(residual("ranker/score.py"));
    const file = await halfSigned(stage, x);
    expect(await stage.run("submit", file, "--json")).toMatchObject({
      exit: 4,
      json: { decision: "deny", code: "breakglass.organisations" },
    });
    await loggedByForce(stage.home, "break-glass", readFileSync(file));
    expect(await stage.gate(x)).toMatchObject(refused("breakglass.organisations"));
  });

  it("H4: nobody asks and grants alone, with another key or the same", async () => {
    using folder = tempFolder();
    const second = join(folder.path, "second");
    await generateSshKey({ file: second, comment: "olga's other key" });
    const stage = await openRecordsStage(folder.path, {
      edits: [['keys: ["', `keys: ["${readFileSync(`${second}.pub`, "utf8").trim()}", "`]],
    });
    const x = uncovered(stage);
    const id = String(said(await done(stage.askBreakGlass(x, "olga")), "breakGlass"));
    expect(await stage.grantBreakGlass(id, "olga")).toMatchObject({
      exit: 0,
      json: { signed: false, complete: false },
    });
    const again = await stage.run("break-glass", id, "--key", second, "--yes", "--json");
    expect(again).toMatchObject({ exit: 4, json: { decision: "deny", code: "breakglass.same-person" } });
    const forged = await signedBeside(parseEnvelope(readFileSync(await halfSigned(stage, x))), second);
    await loggedByForce(stage.home, "break-glass", formatEnvelope(forged));
    expect(await stage.gate(x)).toMatchObject(refused("breakglass.same-person"));
  });

  it("H4: without a reason, blank or absent, nobody is asked to sign, and none opens", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const x = uncovered(stage);
    for (const reason of ["", "   "])
      expect(await stage.askBreakGlass(x, "olga", "--reason", reason)).toMatchObject({
        exit: 4,
        json: { decision: "deny", code: "breakglass.reason" },
      });
    const blank = await signedOtherwise(stage, await halfSigned(stage, x), "olga", { reason: "  " });
    await loggedByForce(stage.home, "break-glass", readFileSync(blank));
    expect(await stage.gate(x)).toMatchObject(refused("breakglass.reason"));
  });

  it("H4: one for another commit or environment opens nothing, even if it is shown to the gate", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path, {
      edits: [["environments:\n", ENVIRONMENTS]],
    });
    const x = uncovered(stage);
    const y = uncovered(stage, "def score(post):\n    return 8\n");
    const file = await fullySigned(stage, x);
    await done(stage.run("submit", file));
    const other = await stage.gate(y);
    expect(other).toMatchObject({ decision: "deny", code: "gate.residual", exit: 4 });
    expect(other.reasons).toContain("breakglass.commit");
    const canary = await stage.gate(x, { env: "canary" });
    expect(canary).toMatchObject({ decision: "deny", code: "gate.residual", exit: 4 });
    expect(canary.reasons).toContain("breakglass.environment");
    const shown = (commit: string, env: string) => askShowing(stage, commit, env, file);
    expect(await shown(y, "production")).toMatchObject({
      exit: 4,
      json: { decision: "deny", code: "breakglass.commit" },
    });
    expect(await shown(x, "canary")).toMatchObject({
      exit: 4,
      json: { decision: "deny", code: "breakglass.environment" },
    });
    expect(await shown(x, "production")).toMatchObject({ exit: 0, json: { code: "gate.break-glass" } });
    expect(await stage.askBreakGlass(x, "olga", "--env", "staging")).toMatchObject({
      exit: 4,
      json: { decision: "deny", code: "breakglass.environment" },
    });
  });

  it("H4: it ends, and cannot be made to last longer than the policy lets it", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const x = uncovered(stage);
    expect(await stage.askBreakGlass(x, "olga", "--for", "PT5H")).toMatchObject({
      exit: 4,
      json: { decision: "deny", code: "breakglass.ttl" },
    });
    const long = await resignedByBoth(stage, x, { notAfter: "2099-01-01T00:00:00Z" });
    expect(await stage.run("submit", long, "--json")).toMatchObject({
      exit: 4,
      json: { decision: "deny", code: "breakglass.ttl" },
    });
    await loggedByForce(stage.home, "break-glass", readFileSync(long));
    expect(await stage.gate(x)).toMatchObject(refused("breakglass.ttl"));
  });

  it("H4: too late is too late, at the gate and for who still has to sign", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const x = uncovered(stage);
    const late = await resignedByBoth(stage, x, { notAfter: "2026-01-01T00:00:00Z" });
    const expired = { exit: 4, json: { decision: "deny", code: "breakglass.expired" } };
    expect(await stage.run("submit", late, "--json")).toMatchObject(expired);
    expect(await stage.grantBreakGlass(late, "dana")).toMatchObject(expired);
    await loggedByForce(stage.home, "break-glass", readFileSync(late));
    expect(await stage.gate(x)).toMatchObject(refused("breakglass.expired"));
  });

  it("H4: one that is signed by everybody and not in the log opens nothing", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const x = uncovered(stage);
    const file = await fullySigned(stage, x);
    expect(await stage.gate(x)).toMatchObject(residual("ranker/score.py"));
    expect(await askShowing(stage, x, "production", file)).toMatchObject({
      exit: 4,
      json: { decision: "deny", code: "breakglass.not-logged" },
    });
    await done(stage.run("submit", file));
    expect(await askShowing(stage, x, "production", file)).toMatchObject({
      exit: 0,
      json: { code: "gate.break-glass" },
    });
  });

  it("H4: a review is due before the next one, long before reviewWithin is over, and who signed does not review", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const x = uncovered(stage);
    const leaf = await stage.breakGlass(x);
    const y = uncovered(stage, "def score(post):\n    return 8\n");
    const overdue = { exit: 4, json: { decision: "deny", code: "breakglass.review-overdue" } };
    expect(await stage.askBreakGlass(y, "olga")).toMatchObject(overdue);
    const forced = await resignedByBoth(stage, y);
    expect(await stage.run("submit", forced, "--json")).toMatchObject(overdue);
    await loggedByForce(stage.home, "break-glass", readFileSync(forced));
    expect(await stage.gate(y)).toMatchObject({ decision: "deny", code: "breakglass.review-overdue", exit: 4 });
    for (const person of ["olga", "dana"] as const)
      expect(await stage.closeIncident(`leaf:${leaf}`, person)).toMatchObject({
        exit: 6,
        json: { code: "statement.role" },
      });
    expect(await stage.closeIncident(`leaf:${leaf}`, "nils")).toMatchObject({ exit: 0, json: { status: "closed" } });
  });

  it("H4: once the review is finished, nobody is asked for it, and there may be another", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const x = uncovered(stage);
    const leaf = await stage.breakGlass(x);
    const remedy = async () =>
      (await stage.askGate(x)).json as { readonly reasons: readonly { readonly remedy: string }[] };
    expect((await remedy()).reasons[0]?.remedy).toContain(`countersign incident close leaf:${leaf} `);
    await done(stage.closeIncident(`leaf:${leaf}`, "nils"));
    expect((await remedy()).reasons[0]?.remedy).toMatch(/^Its review is finished \(leaf \d+\)/);
    const y = uncovered(stage, "def score(post):\n    return 8\n");
    await stage.breakGlass(y);
    expect(await stage.gate(y)).toMatchObject({ decision: "allow", code: "gate.break-glass", exit: 0 });
  });

  it("H4: who is not named by the environment signs nothing", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    expect(await stage.askBreakGlass(uncovered(stage), "nils")).toMatchObject({
      exit: 6,
      json: { code: "statement.role" },
    });
  });

  it("H4: overrides a rejection and what waits, and the same break-glass logged twice is one", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const x = uncovered(stage);
    const { change } = await stage.capture(x, { base: stage.c0 });
    expect(await stage.gate(x)).toMatchObject({ decision: "pending", code: "decision.missing", exit: 3 });
    await done(stage.say("reject", change, "dana"));
    expect(await stage.gate(x)).toMatchObject({ decision: "deny", code: "decision.rejected", exit: 4 });
    const file = await fullySigned(stage, x);
    const first = await done(stage.run("submit", file, "--json"));
    const again = await done(stage.run("submit", file, "--json"));
    expect([said(first, "outcome"), said(again, "outcome")]).toEqual(["appended", "present"]);
    expect(member(said(again, "leaf"), "index")).toBe(member(said(first, "leaf"), "index"));
    const answer = await stage.gate(x);
    expect(answer).toMatchObject({ decision: "allow", code: "gate.break-glass", exit: 0 });
    expect(answer.reasons).toEqual(["gate.break-glass", "decision.rejected"]);
  });

  it("H4: audit lists what is open, overdue or faulty, and nothing once it was reviewed", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path);
    const leaf = await stage.breakGlass(uncovered(stage));
    const audit = async () => {
      await stage.gate(stage.c0);
      const log = ["--log", join(folder.path, "log.bundle"), "--root", join(stage.home, "root.json")];
      const { exit, json } = await stage.run("audit", ...log, "--json");
      const problems = member(json, "problems") as readonly { readonly code: string }[];
      return { exit, codes: problems.map(({ code }) => code) };
    };
    expect(await audit()).toEqual({ exit: 6, codes: ["audit.break-glass"] });
    await done(stage.closeIncident(`leaf:${leaf}`, "nils"));
    expect(await audit()).toEqual({ exit: 0, codes: [] });
    const old = await resignedByBoth(stage, stage.c0, { notAfter: "2026-01-01T00:00:00Z" });
    await loggedByForce(stage.home, "break-glass", readFileSync(old));
    expect(await audit()).toEqual({ exit: 6, codes: ["audit.review-overdue"] });
    const bare = await resignedByBoth(stage, uncovered(stage), { environment: "staging" });
    await loggedByForce(stage.home, "break-glass", readFileSync(bare));
    expect(await audit()).toEqual({ exit: 6, codes: ["audit.review-overdue", "breakglass.environment"] });
  });

  it("H4: nothing is opened on a log that stands still, whatever stands in it", async () => {
    using folder = tempFolder();
    const stage = await openRecordsStage(folder.path, { edits: [["freshness: PT24H", "freshness: PT1S"]] });
    const x = uncovered(stage);
    await stage.breakGlass(x);
    await stage.gate(x);
    await setTimeout(2_500);
    const log = ["--root", join(stage.home, "root.json"), "--bundle", join(folder.path, "log.bundle")];
    const asked = ["gate", "--repo", stage.repo.path, "--commit", x, "--env", "production", ...log, "--json"];
    expect(await stage.run(...asked)).toMatchObject({ exit: 7, json: { decision: "deny", code: "log.stale" } });
  });
});

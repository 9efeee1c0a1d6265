import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FileChange } from "@countersign/testkit";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { land } from "../apps/cli/src/attacks/landing.testing.ts";
import { openStage } from "../apps/cli/src/attacks/stage.testing.ts";
import type { Stage } from "../apps/cli/src/attacks/stage.testing.ts";
import { done, edited, signedByAll } from "../apps/cli/src/governed-home.testing.ts";
import { runCli } from "../apps/cli/src/run.testing.ts";

const SCRIPT = fileURLToPath(new URL("verify-decision.sh", import.meta.url));
const TWO = { "ranker/score.py": "def score(post):\n    return 2\n" };

/** What the script says about the log and the steps from the first commit to the candidate. */
type Answer = { readonly allows: boolean; readonly said: string };

describe("verify-decision.sh log agrees with the gate and", () => {
  it("allows a change that was fast-forwarded, and says who approved it", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const tip = propose(stage, "one", TWO);
    await stage.cover(tip);
    const { said } = await agreed(stage, land(stage.repo, tip, "fast-forward"), true);
    expect(said).toMatch(/^ok: 4 leaves have the root \S+, signed by the log$/m);
    expect(said).toContain(`${stage.c0}..${tip} ok: algorithm by dana (oracle, leaf 3)\nok\n`);
  });

  it("allows squashes and merges one after the other, with what is out of scope in between", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const two = propose(stage, "two", TWO);
    await stage.cover(two);
    const first = land(stage.repo, two, "squash");
    const docs = stage.repo.commit({ files: { "docs/b.md": "More.\n" }, parents: [first] });
    const ui = propose(stage, "ui", { 'ui/\n"odd" 100%\t\u00e9.ts': "1\n" }, docs);
    await stage.cover(ui);
    const { said } = await agreed(stage, land(stage.repo, ui, "merge"), true);
    expect(said).toContain(`${first}..${docs} ok: nothing in scope`);
  });

  it("allows what two reviewers approved, and not what only one did", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path, {
      edits: [["requires: [algorithm]", "requires: [algorithm, data-flow]"]],
    });
    const tip = propose(stage, "one", TWO);
    const change = await stage.cover(tip);
    const { said } = await agreed(stage, land(stage.repo, tip, "fast-forward"), false);
    expect(said).toContain("NOT COVERED: data-flow lacks the approval of data-guard\nnot ok\n");
    await done(stage.say("approve", change, "nils"));
    await agreed(stage, tip, true);
  });

  it("E16: knows that a link in the place of a folder in scope is in scope", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path, {
      edits: [
        ['include: ["**"]', 'include: ["ranker/**"]'],
        ['paths: ["**"]', 'paths: ["ranker/**"]'],
      ],
    });
    const files = { "ranker/score.py": null, "ranker/weights.json": null };
    await stage.cover(propose(stage, "removed", files));
    const linked = propose(stage, "linked", { ...files, ranker: { link: "ui" } });
    const { said } = await agreed(stage, linked, false);
    expect(said).toContain("NOT COVERED: algorithm lacks");
    await stage.cover(linked);
    await agreed(stage, linked, true);
  });

  it.each(["../ranker/score.py", "../ui/../ranker", "..", "./../ranker/"])(
    "E7: knows that a link to %s leads into the scope",
    async (link) => {
      using folder = tempFolder();
      const stage = await openStage(folder.path, {
        edits: [
          ['include: ["**"]', 'include: ["ranker/**"]'],
          ['paths: ["**"]', 'paths: ["ranker/**"]'],
        ],
      });
      const own = propose(stage, "own", { "docs/own": { link: "a.md" }, "docs/out": { link: "../../ranker" } });
      await agreed(stage, own, true);
      const linked = propose(stage, "linked", { "docs/l": { link } });
      await agreed(stage, linked, false);
      await stage.cover(linked);
      await agreed(stage, linked, true);
    },
  );

  it.each<[string, string, (stage: Stage) => Promise<string>]>([
    [
      "a step that nobody captured",
      "algorithm lacks",
      async (stage) => stage.repo.commit({ files: TWO, parents: [stage.c0] }),
    ],
    [
      "a change that nobody approved",
      "algorithm lacks",
      async (stage) => {
        const tip = propose(stage, "one", TWO);
        await stage.capture(tip);
        return tip;
      },
    ],
    [
      "a rejected change",
      "somebody speaks against it",
      async (stage) => {
        const tip = propose(stage, "one", TWO);
        await done(stage.say("reject", await stage.cover(tip), "dana"));
        return tip;
      },
    ],
    [
      "a revoked approval",
      "algorithm lacks",
      async (stage) => {
        const tip = propose(stage, "one", TWO);
        await done(stage.say("revoke", await stage.cover(tip), "dana", "--reason", "mistake"));
        return tip;
      },
    ],
    [
      "an approval by who wrote it",
      "algorithm lacks",
      async (stage) => {
        const tip = propose(stage, "one", TWO, stage.c0, "Dana <DANA@oracle.example>");
        await stage.cover(tip);
        return tip;
      },
    ],
    [
      "more than was approved",
      "algorithm lacks",
      async (stage) => {
        await stage.cover(propose(stage, "one", TWO));
        return stage.repo.commit({ files: { ...TWO, "ui/evil.ts": "1\n" }, parents: [stage.c0] });
      },
    ],
    [
      "an approval that is used twice",
      "algorithm lacks",
      async (stage) => {
        const tip = propose(stage, "one", TWO);
        await stage.cover(tip);
        const reverted = propose(stage, "back", { "ranker/score.py": "def score(post):\n    return 1\n" }, tip);
        await stage.cover(reverted, { base: tip });
        return stage.repo.commit({ files: TWO, parents: [reverted] });
      },
    ],
    [
      "an approval for another environment",
      "algorithm lacks",
      async (stage) => {
        const tip = propose(stage, "one", TWO);
        const { change } = await stage.capture(tip);
        await done(stage.say("approve", change, "dana", "--env", "staging"));
        return tip;
      },
    ],
  ])("does not allow %s", async (_what, why, play) => {
    using folder = tempFolder();
    const stage = await openStage(folder.path, { edits: STAGING });
    const { said } = await agreed(stage, await play(stage), false);
    expect(said).toContain(why);
    expect(said).toMatch(/\nnot ok\n$/);
  });

  it.each<[string, (files: Files) => void, string]>([
    [
      "tampered evidence",
      ({ bundle }) => line(bundle, 3, (leaf) => ({ ...leaf, evidence: flipped(String(leaf["evidence"])) })),
      "leaf 3 does not hold",
    ],
    ["withheld evidence", ({ bundle }) => line(bundle, 3, ({ leaf }) => ({ leaf })), "leaf 3 does not hold"],
    ["a missing leaf", ({ bundle }) => lines(bundle, (all) => all.toSpliced(4, 1)), "not the whole log"],
    [
      "a log that ends earlier",
      ({ bundle }) =>
        lines(bundle, (all) => [String(all[0]).replace('"size":4', '"size":3'), ...all.slice(1, 4), ...all.slice(5)]),
      "not that of these leaves",
    ],
    [
      "leaves in another order",
      ({ bundle }) => lines(bundle, (all) => all.with(2, String(all[3])).with(3, String(all[2]))),
      "not that of these leaves",
    ],
    [
      "a checkpoint that nobody cosigned",
      ({ bundle }) => lines(bundle, (all) => all.map((one) => one.replace(/— oracle-w [^\\]*\\n/, ""))),
      "lacks its quorum",
    ],
    [
      "a checkpoint that the log did not sign",
      ({ bundle }) => lines(bundle, (all) => all.map((one) => one.replace(/— log[^\\]*\\n/, ""))),
      "did not sign",
    ],
    [
      "another pinned policy",
      ({ root }) => edit(root, /"policySha256":"[0-9a-f]{64}"/, `"policySha256":"${"0".repeat(64)}"`),
      "not the next policy",
    ],
    [
      "another pinned log key",
      ({ root }) =>
        edit(
          root,
          /"key":"log[^"]*"/,
          '"key":"log.acme.example/feed+33d7b496+AeHy4Rx3Z5yXwzGr3/rrdPmTyVQmDdQ/1fTXTA7/VpPD"',
        ),
      "not the next policy",
    ],
  ])("refuses %s", async (_what, tamper, why) => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const tip = propose(stage, "one", TWO);
    await stage.cover(tip);
    await agreed(stage, tip, true);
    const files = filesOf(stage);
    tamper(files);
    const shell = verified(stage, tip);
    expect([shell.allows, (await gateOf(stage, tip)).allows]).toEqual([false, false]);
    expect(shell.said).toContain(why);
  });

  it("follows a second version of the policy", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const tip = propose(stage, "one", TWO);
    await stage.cover(tip);
    const next = join(stage.folder, "next.yaml");
    const stricter = edited(stage, "requires: [algorithm]", "requires: [algorithm, data-flow]");
    writeFileSync(next, stricter.replace("version: 1\n", "version: 2\n"));
    await signedByAll(stage, next);
    await done(stage.run("policy", "publish", next));
    await agreed(stage, tip, false);
  });

  it("allows nothing where the base is not settled", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const tip = propose(stage, "one", TWO);
    await stage.cover(tip);
    await done(stage.run("bundle", "-o", filesOf(stage).bundle));
    expect(verified(stage, tip, tip)).toMatchObject({ allows: false, said: expect.stringContaining("is not settled") });
  });
});

const STAGING = [["environments:\n", "environments:\n  - {id: staging, requires: []}\n"]] as const;

type Files = Record<"bundle" | "root", string>;

function filesOf({ folder, home }: Stage): Files {
  return { bundle: join(folder, "log.bundle"), root: join(home, "root.json") };
}

/** Moves main to a commit of a proposal that begins at the first one. */
function propose(
  { repo, c0 }: Stage,
  branch: string,
  files: Record<string, FileChange>,
  parent = c0,
  author?: string,
): string {
  return repo.commit({
    files,
    ref: `refs/heads/${branch}`,
    parents: [parent],
    ...(author === undefined ? {} : { author }),
  });
}

/** Asks the gate and the script about the bundle as it is now; both have to answer what is expected. */
async function agreed(stage: Stage, commit: string, allows: boolean): Promise<Answer> {
  const { bundle } = filesOf(stage);
  await done(stage.run("bundle", "-o", bundle));
  const shell = verified(stage, commit);
  const gate = await gateOf(stage, commit);
  expect([shell.allows, gate.allows], shell.said + gate.said).toEqual([allows, allows]);
  return shell;
}

function verified(stage: Stage, commit: string, base = stage.c0): Answer {
  const { bundle, root } = filesOf(stage);
  const place = [bundle, root, stage.repo.path, "local:feed", "refs/heads/main", base, commit, "production"];
  const { status, stdout, stderr } = spawnSync("sh", [SCRIPT, "log", ...place], { encoding: "utf8" });
  return { allows: status === 0, said: stdout + stderr };
}

async function gateOf(stage: Stage, commit: string): Promise<Answer> {
  const { bundle, root } = filesOf(stage);
  const args = [
    "--repo",
    stage.repo.path,
    "--commit",
    commit,
    "--env",
    "production",
    "--root",
    root,
    "--bundle",
    bundle,
  ];
  const { exit, stdout, stderr } = await runCli(["gate", ...args], { home: join(stage.folder, "gate") });
  return { allows: exit === 0, said: stdout + stderr };
}

function edit(file: string, part: string | RegExp, replacement: string): void {
  const before = readFileSync(file, "utf8");
  const after = before.replace(part, replacement);
  if (after === before) throw new Error(`${file} has no ${String(part)}`);
  writeFileSync(file, after);
}

function lines(file: string, change: (all: readonly string[]) => readonly string[]): void {
  const before = readFileSync(file, "utf8");
  const after = `${change(before.trimEnd().split("\n")).join("\n")}\n`;
  if (after === before) throw new Error(`${file} stays as it is`);
  writeFileSync(file, after);
}

/** Changes the line of a leaf. */
function line(file: string, index: number, change: (leaf: Record<string, unknown>) => object): void {
  lines(file, (all) => all.with(index + 1, JSON.stringify(change(JSON.parse(String(all[index + 1]))))));
}

/** Another envelope that is as well formed: its signature has one bit that differs. */
function flipped(evidence: string): string {
  const envelope = JSON.parse(Buffer.from(evidence, "base64").toString());
  const sig = Buffer.from(envelope.signatures[0].sig, "base64");
  sig.writeUInt8(sig.readUInt8(sig.length - 1) ^ 1, sig.length - 1);
  envelope.signatures[0].sig = sig.toString("base64");
  return Buffer.from(JSON.stringify(envelope)).toString("base64");
}

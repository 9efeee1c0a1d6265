import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readGrammar } from "@countersign/adapters/grammars";
import { followedRepository } from "@countersign/adapters/git";
import { openMonitorFolder } from "@countersign/adapters/monitor";
import type { JsonObject } from "@countersign/attest";
import { bundledLog, openMonitor, parseLeaf, parseRoot, watchLog } from "@countersign/core";
import type { DisclosedLeaf } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { tempFolder } from "@countersign/testkit";
import { ED25519, parseCheckpoint, parseNote, signerKey } from "@countersign/tlog";
import { describe, expect, it } from "vitest";
import { classifyWith } from "@countersign/reviewers/pinned";
import { followedLog } from "../followed-log.ts";
import { watcher } from "../monitor.testing.ts";
import { forgedLine, openForger } from "./forged-log.testing.ts";
import { land } from "./landing.testing.ts";
import { openStage } from "./stage.testing.ts";

describe("a monitor", () => {
  it("G11: raises an alarm for what landed without us, once, and clears it when it is covered", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const watch = watcher(stage);
    expect(await watch()).toMatchObject({ exit: 0, told: [], status: { ok: true } });

    const pushed = stage.repo.commit({ files: { "ranker/score.py": "def score(post):\n    return 3\n" } });
    const first = await watch();
    expect(first).toMatchObject({ exit: 6, told: ["raised monitor.uncovered"], codes: ["monitor.uncovered"] });
    expect(first.alarms[0]).toMatchObject({
      subject: `local:feed refs/heads/main ${pushed}`,
      text: expect.stringMatching(/gate\.residual: .*ranker\/score\.py\. \(algorithm for production\)/),
      at: { commit: pushed },
    });
    expect(await watch()).toMatchObject({ exit: 6, told: [], codes: ["monitor.uncovered"] });

    await stage.capture(pushed, { base: stage.c0 });
    const captured = await watch();
    expect(captured.told).toEqual([]);
    expect(captured.alarms[0]).toMatchObject({ text: expect.stringMatching(/decision\.missing/) });
    await stage.cover(pushed, { base: stage.c0 });
    expect(await watch()).toMatchObject({ exit: 0, told: ["cleared monitor.uncovered"], status: { ok: true } });
  });

  it("C5: raises an alarm when the settled commit is only behind a second parent, or history is rewritten", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const watch = watcher(stage);
    expect((await watch()).exit).toBe(0);
    const { repo, c0 } = stage;
    const side = repo.commit({
      files: { "ranker/score.py": "def score(post):\n    return 9\n" },
      parents: [],
      ref: null,
    });
    const ours = repo.commit({ tree: repo.id(`${side}^{tree}`), parents: [side, c0], ref: "refs/heads/main" });
    const merged = await watch();
    expect(merged).toMatchObject({ exit: 6, codes: ["monitor.ref-rewound", "monitor.unjudged"] });
    expect(merged.alarms[0]).toMatchObject({
      at: { commit: ours },
      subject: `local:feed refs/heads/main ${c0} ${ours}`,
    });

    repo.ref("refs/heads/main", side);
    const rewritten = await watch();
    expect(rewritten.told).toContain("raised monitor.ref-rewound");
    repo.ref("refs/heads/main", c0);
    const back = await watch();
    expect(back).toMatchObject({ exit: 0, codes: [] });
    expect(back.told).toContain("cleared monitor.ref-rewound");
  });

  it("C5: takes note of a rewritten ref where its owner does, and watches it from there on", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const watch = watcher(stage);
    const { repo, c0 } = stage;
    const next = repo.commit({ files: { "docs/a.md": "more\n" } });
    expect((await watch()).exit).toBe(0);
    repo.ref("refs/heads/main", c0);
    const back = await watch();
    expect(back).toMatchObject({ exit: 6, codes: ["monitor.ref-rewound"] });
    expect(await watch("--acknowledge", String(back.alarms[0]?.["id"]))).toMatchObject({
      exit: 0,
      told: ["acknowledged monitor.ref-rewound"],
    });
    expect(await watch()).toMatchObject({ exit: 0, told: ["cleared monitor.ref-rewound"], codes: [] });
    land(repo, next, "fast-forward");
    expect(await watch()).toMatchObject({ exit: 0, codes: [] });
    expect(await watch("--acknowledge", "0123456789abcdef")).toMatchObject({ exit: 2 });
  });

  it("F12: is shown a shorter log, and keeps both notes", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { lines, bundle } = await openForger(stage);
    const shown = join(folder.path, "shown.bundle");
    const watch = watcher(stage, shown);
    const leaves = await lines();
    writeFileSync(shown, bundle(leaves));
    expect((await watch()).exit).toBe(0);
    writeFileSync(shown, bundle(leaves.slice(0, -1)));
    const back = await watch();
    expect(back).toMatchObject({ exit: 6, told: ["raised log.rollback"], codes: ["log.rollback"] });
    expect(notesOf(folder.path, back.alarms[0])).toEqual([leaves.length, leaves.length - 1]);
    writeFileSync(shown, bundle(leaves));
    expect(await watch()).toMatchObject({ exit: 0, told: ["cleared log.rollback"] });
  });

  it.each([
    ["of the same size", 0],
    ["that went on", 1],
  ])("F12: is shown another history %s, and keeps both notes for ever", async (_what, more) => {
    using folder = tempFolder();
    const { stage, leaves, bundle } = await fourLeaves(folder.path);
    const shown = join(folder.path, "shown.bundle");
    const watch = watcher(stage, shown);
    const seen = leaves.slice(0, leaves.length - more);
    writeFileSync(shown, bundle(seen));
    expect((await watch()).exit).toBe(0);
    writeFileSync(shown, bundle([...seen.slice(0, -1), resalted(seen.at(-1)), ...leaves.slice(seen.length)]));
    const forked = await watch();
    expect(forked).toMatchObject({ exit: 6, told: ["raised log.fork"], codes: ["log.fork"] });
    expect(notesOf(folder.path, forked.alarms[0])).toEqual([seen.length, leaves.length]);
    expect(await watch()).toMatchObject({ exit: 6, told: [], codes: ["log.fork"] });
    writeFileSync(shown, bundle(seen));
    expect(await watch()).toMatchObject({ exit: 6, told: [], codes: ["log.fork"] });
  });

  it("F12: tells a fork and a shorter log from what it has read, and takes a note of nobody for neither", async () => {
    using folder = tempFolder();
    const { stage, leaves, bundle } = await fourLeaves(folder.path);
    const root = parseRoot(readFileSync(join(stage.home, "root.json")));
    const shown = { text: "" };
    const source = bundledLog(root, { version: async () => shown.text, lines: () => linesOf(shown.text) });
    const watched = watchLog(nodeCrypto, root, source, undefined);
    const look = (text: string) => {
      shown.text = text;
      return watched.look();
    };
    const size = leaves.length - 1;
    expect(await look(bundle(leaves.slice(0, size)))).toMatchObject({
      reading: { read: { contents: { size } } },
    });
    expect(await look(bundle(leaves.slice(0, 1)))).toMatchObject({ conflict: { code: "log.rollback" } });
    const other = [...leaves.slice(0, size - 1), resalted(leaves[size - 1])];
    for (const history of [other, [...other, ...leaves.slice(size)]])
      expect(await look(bundle(history))).toMatchObject({ conflict: { code: "log.fork" } });
    const stranger = signerKey(nodeCrypto, root.log.origin, ED25519, nodeCrypto.sha256(new Uint8Array([1])));
    const unsigned = await look(bundle(leaves.slice(0, 1), { log: stranger }));
    expect(unsigned).toMatchObject({ failure: { code: "log.key" }, reading: { read: { contents: { size } } } });
    expect(unsigned).not.toHaveProperty("conflict");
    const whole = await look(bundle(leaves));
    expect(whole).toMatchObject({ reading: { read: { contents: { size: leaves.length } } } });
    expect(whole).not.toHaveProperty("conflict");
  });

  it("F12: is not led to another history by way of a shorter log, after a restart", async () => {
    using folder = tempFolder();
    const { stage, leaves, bundle } = await fourLeaves(folder.path);
    const root = parseRoot(readFileSync(join(stage.home, "root.json")));
    const shown = { text: bundle(leaves.slice(0, 3)) };
    const source = bundledLog(root, { version: async () => shown.text, lines: () => linesOf(shown.text) });
    const seen = (await watchLog(nodeCrypto, root, source, undefined).look()).reading?.note;
    const restarted = watchLog(nodeCrypto, root, source, seen);
    shown.text = bundle(leaves.slice(0, 2));
    expect(await restarted.look()).toMatchObject({ conflict: { code: "log.rollback" } });
    shown.text = bundle([...leaves.slice(0, 2), resalted(leaves[2]), ...leaves.slice(3)]);
    expect(await restarted.look()).toMatchObject({ conflict: { code: "log.fork", kept: seen } });
    shown.text = bundle(leaves);
    expect(await restarted.look()).toMatchObject({ reading: { read: { contents: { size: 4 } } } });
  });

  it("F14: takes no time back that witnesses vouched for, when a copy is behind", async () => {
    using folder = tempFolder();
    const { stage, leaves, bundle } = await fourLeaves(folder.path);
    const root = parseRoot(readFileSync(join(stage.home, "root.json")));
    const shown = { text: "" };
    const source = bundledLog(root, { version: async () => shown.text, lines: () => linesOf(shown.text) });
    const watched = watchLog(nodeCrypto, root, source, undefined);
    const timeAt = async (time: number) => {
      shown.text = bundle(leaves, { time });
      return (await watched.look()).reading?.read.contents.time;
    };
    expect([await timeAt(2000), await timeAt(1000), await timeAt(3000)]).toEqual([2000, 2000, 3000]);
  });

  it("G11: judges a tip by a log that was read after it", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { home, repo, c0 } = stage;
    const root = parseRoot(readFileSync(join(home, "root.json")));
    const source = await followedLog(home, root, () => Promise.reject(new Error("nobody is asked")));
    const searchPath = process.env["PATH"] ?? "";
    const feed = followedRepository({ place: repo.path, mirror: join(folder.path, "mirror.git"), searchPath });
    await using kept = await openMonitorFolder(join(folder.path, "monitor"));
    const h = repo.commit({ files: { "ui/list.ts": "[];\n" }, parents: [c0], ref: "refs/heads/h" });
    const monitor = await openMonitor({
      crypto: nodeCrypto,
      origin: root.log.origin,
      log: (seen) => watchLog(nodeCrypto, root, source, seen),
      // What is approved and landed between the look at the log and that at the ref.
      repositories: new Map([
        [
          "local:feed",
          {
            ...feed,
            async fetch(refs, oldDefects) {
              await stage.cover(h);
              land(repo, h, "fast-forward", c0);
              return feed.fetch(refs, oldDefects);
            },
          },
        ],
      ]),
      sinks: [],
      files: kept.files,
      classify: classifyWith(readGrammar),
      now: () => Math.floor(Date.now() / 1000),
    });
    expect(await monitor.turn()).toEqual({ raised: [], cleared: [] });
    expect(monitor.status()).toMatchObject({ checkpoint: { size: 4 }, standing: [] });
  });

  it("F16: raises an alarm for a decision that is logged as something else", async () => {
    using folder = tempFolder();
    const { stage, leaves, bundle } = await fourLeaves(folder.path);
    const shown = join(folder.path, "shown.bundle");
    const misnamed = forgedLine("change", leaves.at(-1)?.evidence ?? new Uint8Array());
    writeFileSync(shown, bundle([...leaves.slice(0, -1), misnamed]));
    expect(await watcher(stage, shown)()).toMatchObject({
      exit: 6,
      alarms: [{ code: "attest.signature-length", at: { leaf: leaves.length - 1 } }],
    });
  });

  it("F15: raises an alarm for evidence that is withheld, and clears it when it is there", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { lines, bundle } = await openForger(stage);
    const shown = join(folder.path, "shown.bundle");
    const leaves = await lines();
    writeFileSync(shown, bundle([...leaves.slice(0, -1), ...leaves.slice(-1).map(({ leaf }) => ({ leaf }))]));
    const watch = watcher(stage, shown);
    expect((await watch()).codes).toContain("bundle.evidence-missing");
    writeFileSync(shown, bundle(leaves));
    expect(await watch()).toMatchObject({ exit: 0, codes: [] });
  });

  it("F14: raises an alarm when no checkpoint is newer than half of the shortest freshness", async () => {
    using folder = tempFolder();
    const stage = await openStage(folder.path);
    const { lines, bundle } = await openForger(stage);
    const shown = join(folder.path, "shown.bundle");
    const watch = watcher(stage, shown);
    const leaves = await lines();
    const now = Math.floor(Date.now() / 1000);
    writeFileSync(shown, bundle(leaves, { time: now - 12 * 3600 - 10 }));
    expect(await watch()).toMatchObject({
      exit: 6,
      codes: ["monitor.checkpoint-late"],
      alarms: [{ subject: "checkpoint" }],
    });
    expect(await watch("--late", "PT13H")).toMatchObject({ exit: 0, told: ["cleared monitor.checkpoint-late"] });
    writeFileSync(shown, bundle(leaves, { time: now + 3600 }));
    expect(await watch()).toMatchObject({ exit: 6, codes: ["time.future"] });
  });
});

/** A log of a policy, a baseline, a change and its approval. */
async function fourLeaves(folder: string) {
  const stage = await openStage(folder);
  const { repo, c0 } = stage;
  await stage.cover(repo.commit({ files: { "ui/list.ts": "[];\n" }, parents: [c0], ref: "refs/heads/h" }));
  const forger = await openForger(stage);
  return { stage, ...forger, leaves: await forger.lines() };
}

/** The same record in another leaf. */
function resalted(line: DisclosedLeaf | undefined): DisclosedLeaf {
  if (line === undefined) throw new RangeError("there is no such leaf");
  return forgedLine(parseLeaf(line.leaf).kind, line.evidence);
}

/** Sizes of the two notes that an alarm says were kept. */
function notesOf(folder: string, alarm: JsonObject | undefined): readonly number[] {
  const [, place = ""] = /both notes are in (\S+)/.exec(String(alarm?.["text"])) ?? [];
  return ["kept", "other"].map((name) => {
    const note = readFileSync(join(folder, "monitor", place, name));
    return parseCheckpoint(nodeCrypto, parseNote(note).text).size;
  });
}

async function* linesOf(text: string): AsyncGenerator<Uint8Array> {
  for (const line of text.trimEnd().split("\n")) yield new TextEncoder().encode(line);
}

import { createHash } from "node:crypto";
import { formatHex } from "@countersign/attest";
import type { LeafProblem, Root } from "@countersign/core";
import { examplePolicy, exampleWith, scribe } from "@countersign/core/testing";
import type { Scribe } from "@countersign/core/testing";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { shownLog } from "./log-server.testing.ts";
import { openMirrorFiles } from "./mirror-files.ts";
import type { MirrorParts, SignedTree } from "./mirror.ts";
import { startMirror } from "./start-mirror.ts";

const ORIGIN = "log.acme.example/feed";
const PEOPLE = ["olga", "dana", "nils"];

/** A log of a policy and incidents. */
function grown(leaves: number, history = "one"): Scribe {
  const log = scribe(examplePolicy(), PEOPLE, []);
  while (log.lines.length < leaves) log.append("incident", new TextEncoder().encode(`${history} ${log.lines.length}`));
  return log;
}

/** A mirror in a folder, as it begins after `kept` was vouched for. */
async function begin(folder: string, root: Root, client: MirrorParts["client"], kept?: SignedTree) {
  const bad: LeafProblem[] = [];
  const files = await openMirrorFiles({ path: folder }, ORIGIN);
  const pasts = () => (kept === undefined ? [] : [kept]);
  return { ...(await startMirror({ client, files, root, pasts, bad: (one) => void bad.push(one) }, kept)), bad };
}

const missing = (problems: readonly LeafProblem[]) =>
  problems.filter(({ code }) => code === "bundle.evidence-missing").map(({ index }) => index);

describe("a mirror", () => {
  it("holds a log of several bundles, goes on after a restart, and knows its root at each size", async () => {
    using folder = tempFolder();
    const log = grown(600);
    const { client, tree } = shownLog(log.lines);
    const first = await begin(folder.path, log.root, client);
    await first.mirror.hold(tree(300));
    await first.mirror.hold(tree(520));
    const again = await begin(folder.path, log.root, client, tree(520));
    expect([again.damage, again.mirror.size()]).toEqual([undefined, 520]);
    await again.mirror.hold(tree(600));
    for (const size of [1, 255, 256, 257, 300, 513, 600])
      expect(formatHex(await again.mirror.rootAt(size))).toBe(formatHex(tree(size).root));
    const smaller = await begin(folder.path, log.root, client, tree(400));
    expect([smaller.damage, smaller.mirror.size()]).toEqual([undefined, 400]);
  });

  it("F12: holds no tree that does not go on from what it holds, larger or smaller, also when that was lost", async () => {
    using folder = tempFolder();
    using empty = tempFolder();
    const log = grown(300);
    const other = shownLog(grown(300, "two").lines);
    const { client, tree } = shownLog(log.lines);
    const { mirror } = await begin(folder.path, log.root, client);
    await mirror.hold(tree(20));
    const forked = await begin(folder.path, log.root, other.client, tree(20));
    for (const size of [10, 20, 21, 300])
      await expect(forked.mirror.hold(other.tree(size))).rejects.toThrow(/^log\.fork: /);
    await forked.mirror.hold(tree(20));
    const lost = await begin(empty.path, log.root, other.client, tree(20));
    expect(lost.damage).toMatch(/^log\.tile-missing: /);
    await expect(lost.mirror.hold(other.tree(300))).rejects.toThrow(/^log\.fork: /);
  });

  it("says of which leaves it has no evidence, the policy's too, until that is served", async () => {
    using folder = tempFolder();
    const log = grown(4);
    const { client, tree, hidden } = shownLog(log.lines);
    hidden.add(0).add(2);
    const first = await begin(folder.path, log.root, client);
    await first.mirror.hold(tree(4));
    expect(missing(first.mirror.problems())).toEqual(expect.arrayContaining([0, 2]));
    const { mirror, damage } = await begin(folder.path, log.root, client, tree(4));
    expect(missing(mirror.problems())).toEqual([0, 2]);
    expect(damage).toMatch(/evidence of 2 leaves/);
    hidden.delete(0);
    await mirror.hold(tree(4));
    expect(missing(mirror.problems())).toEqual([2]);
    hidden.clear();
    await mirror.hold(tree(4));
    expect(missing(mirror.problems())).toEqual([]);
  });

  it("F29: misses nothing of a leaf that a policy version voids", async () => {
    using folder = tempFolder();
    const log = scribe(examplePolicy(), PEOPLE, []);
    const record = log.append("incident", new TextEncoder().encode("broken"));
    const sha256 = createHash("sha256")
      .update(Buffer.concat([log.lines[1]?.salt ?? [], log.lines[1]?.evidence ?? []].map((part) => Buffer.from(part))))
      .digest("hex");
    const voided = { leaf: record, record: sha256, reason: "broken" };
    const document = exampleWith("void.0", voided, exampleWith("version", 2));
    log.byPeople("policy", { policy: document, previous: log.contents().policy.sha256 }, PEOPLE);
    const { client, tree, hidden } = shownLog(log.lines);
    hidden.add(1);
    const { mirror, bad } = await begin(folder.path, log.root, client);
    await mirror.hold(tree(2));
    expect([missing(mirror.problems()), missing(bad)]).toEqual([[1], [1]]);
    await mirror.hold(tree(3));
    expect(mirror.problems()).toEqual([]);
    expect((await begin(folder.path, log.root, client, tree(3))).damage).toBeUndefined();
  });
});

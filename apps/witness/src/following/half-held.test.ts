import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { examplePolicy, scribe } from "@countersign/core/testing";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { serveShown, shownLog } from "../mirror/log-server.testing.ts";
import { logFolder } from "../witness-folder.ts";
import { witnessAtWork } from "./witness-at-work.testing.ts";

/** A log of a policy and 299 incidents. */
function grown(history: string) {
  const log = scribe(examplePolicy(), ["olga", "dana", "nils"], []);
  while (log.lines.length < 300) log.append("incident", new TextEncoder().encode(`${history} ${log.lines.length}`));
  return { root: log.root, shown: shownLog(log.lines) };
}

describe("a tree of which a log showed a part", () => {
  it("F12: is in the proof when the log then shows another history", { timeout: 60_000 }, async () => {
    using folder = tempFolder();
    const [one, other] = [grown("one"), grown("other")];
    let cutOff = new Map([...one.shown.tiles].filter(([path]) => !path.startsWith("tile/entries/001")));
    using server = await serveShown({
      tiles: { get: (path: string) => cutOff.get(path) },
      client: { evidence: (sha256) => one.shown.client.evidence(sha256) },
    });
    await using oracle = await witnessAtWork(folder.path, one.root, server.url);
    expect(await oracle.ask(one.shown, 300)).toMatchObject({ status: 503, refused: { code: "log.tile-missing" } });
    cutOff = new Map(other.shown.tiles);
    expect(await oracle.ask(other.shown, 300)).toMatchObject({ status: 422, refused: { code: "log.fork" } });
    const forks = join(folder.path, logFolder(one.root.log.origin), "forks");
    const [fork = ""] = readdirSync(forks);
    const rootsIn = (name: string) => readFileSync(join(forks, fork, name), "utf8").split("\n")[2];
    const rootOf = ({ shown }: typeof one) => Buffer.from(shown.tree(300).root).toString("base64");
    expect([rootsIn("cosigned"), rootsIn("other")]).toEqual([rootOf(one), rootOf(other)]);
  });
});

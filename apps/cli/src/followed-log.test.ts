import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseRoot, watchLog } from "@countersign/core";
import type { LogSource } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { desk } from "./desk.testing.ts";
import { done } from "./governed-home.testing.ts";
import { followedLog } from "./followed-log.ts";

describe.each(["home", "bundle"] as const)("a log that is followed in a %s", (how) => {
  it("is read once: a look at what did not change reads no leaf, one at what grew only the new ones", async () => {
    using folder = tempFolder();
    const { run, home, propose, capture } = await desk(folder.path);
    const bundle = join(folder.path, "log.bundle");
    const renew = () => done(run("bundle", "-o", bundle));
    await renew();
    const root = parseRoot(readFileSync(join(home, "root.json")));
    const source = await followedLog(how === "home" ? home : bundle, root);
    const asked: string[] = [];
    const counting: LogSource = {
      checkpoint: () => source.checkpoint(),
      lines: (from, size) => {
        asked.push(`${from}-${size}`);
        return source.lines(from, size);
      },
    };
    const watched = watchLog(nodeCrypto, root, counting, undefined);
    const size = async () => (await watched.look()).reading?.read.contents.size;
    expect([await size(), await size()]).toEqual([1, 1]);
    propose("feature", { "ranker/score.py": "weight = 2\n" });
    await capture("feature");
    await renew();
    expect([await size(), await size()]).toEqual([2, 2]);
    expect(asked).toEqual(["0-1", "1-2"]);
  });
});

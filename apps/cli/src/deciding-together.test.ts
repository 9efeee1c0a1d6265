import { readdirSync } from "node:fs";
import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { desk } from "./desk.testing.ts";
import { done } from "./governed-home.testing.ts";

describe("several changes in one ceremony", () => {
  it("are shown and asked about together, and each has a record of its own; again changes nothing", async () => {
    using folder = tempFolder();
    const { propose, capture, run, key } = await desk(folder.path);
    const changes: string[] = [];
    for (const name of ["one", "two"]) {
      propose(name, { [`ranker/${name}.txt`]: `${name}\n` });
      changes.push((await capture(name)).change);
    }
    const ask = (...more: readonly string[]) => run("approve", ...changes, "--key", key("dana"), "--json", ...more);
    expect(await ask()).toMatchObject({ exit: 2, json: { code: "usage.confirm" } });
    const said = await ask("--yes", "-m", "Renames only");
    expect(said).toMatchObject({
      exit: 0,
      json: {
        decisions: [
          { change: changes[0], decision: "approve", person: "dana", outcome: "appended" },
          { change: changes[1], decision: "approve", person: "dana", outcome: "appended" },
        ],
      },
    });
    for (const change of changes) expect(said.stderr).toContain(change);
    const { decisions } = said.json as { readonly decisions: readonly { readonly leaf: { readonly index: number } }[] };
    expect(new Set(decisions.map(({ leaf }) => leaf.index)).size).toBe(2);
    expect(await ask("--yes")).toMatchObject({
      exit: 0,
      json: { decisions: [{ outcome: "present" }, { outcome: "present" }] },
    });
  });

  it("are signed for another machine as a file for each", async () => {
    using folder = tempFolder();
    const { propose, capture, run, key } = await desk(folder.path);
    const changes: string[] = [];
    for (const name of ["one", "two"]) {
      propose(name, { [`ranker/${name}.txt`]: `${name}\n` });
      changes.push((await capture(name)).change);
    }
    const out = join(folder.path, "decisions");
    await done(run("reject", ...changes, "--key", key("dana"), "--yes", "--out", out));
    const files = readdirSync(out);
    expect(files.length).toBe(2);
    for (const file of files)
      expect(await run("submit", join(out, file), "--json")).toMatchObject({ exit: 0, json: { outcome: "appended" } });
  });

  it("are refused altogether where one of them is risky, held, decided, or was rejected, and nothing is signed", async () => {
    using folder = tempFolder();
    const { propose, capture, say, run, key } = await desk(folder.path);
    const captured = async (name: string, files: Readonly<Record<string, string>>) => {
      propose(name, files);
      return (await capture(name)).change;
    };
    const tame = await captured("tame", { "ranker/tame.txt": "tame\n" });
    const risky = await captured("risky", {
      "ranker/send.py": "send = 1  # \u202e gpj.txt\n",
    });
    const held = await captured("held", { "ranker/held.txt": "held\n" });
    const rejected = await captured("rejected", { "ranker/rejected.txt": "rejected\n" });
    await done(say("hold", held, "dana"));
    await done(say("reject", rejected, "dana"));
    const size = async () => ((await run("queue", "--json")).json as { readonly size: number }).size;
    const before = await size();
    for (const [other, code] of [
      [risky, "queue.batch-risk"],
      [held, "queue.batch-blocked"],
      [rejected, "queue.closed"],
    ] as const)
      expect([code, await run("approve", tame, other, "--key", key("dana"), "--yes", "--json")]).toMatchObject([
        code,
        { exit: 4, json: { code } },
      ]);
    expect(await size()).toBe(before);
  });
});

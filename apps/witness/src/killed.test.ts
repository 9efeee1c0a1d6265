import { setTimeout } from "node:timers/promises";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { firstOf, mirroredLog, publishedSize, until } from "./mirrored-log.testing.ts";

describe("a witness that is killed", { timeout: 240_000 }, () => {
  it("F22: while it mirrors and cosigns, loses nothing and forks nothing", async () => {
    using folder = tempFolder();
    await using scene = await mirroredLog(folder.path);
    const { log } = scene;
    const oracle = firstOf(scene);
    await using server = await scene.serve();
    for (let round = 0; round < 8; round += 1) {
      await using witness = await oracle.start();
      const killed = setTimeout(20 + round * 60).then(() => witness.end("SIGKILL"));
      const opened = log.run(
        "incident",
        "open",
        "--about",
        "leaf:0",
        "--code",
        "feed.odd",
        "-m",
        `${round}`,
        "--key",
        "olga",
      );
      await killed;
      expect(await opened).toMatchObject({ status: 0 });
    }
    await using witness = await oracle.start();
    expect(witness.events.filter(({ event }) => event === "damaged" || event === "fork")).toEqual([]);
    await until(() => publishedSize(log) === 9);
    await until(async () => (await (await fetch(`${oracle.mirror}/checkpoint`)).text()).split("\n")[1] === "9");
    await server.end("SIGTERM");
    const audit = ["audit", "--follow", "--once", "--log", oracle.mirror, "--root", "home/root.json", "--late", "P1D"];
    const { stdout } = await log.run(...audit, "--key", "dana", "--json");
    const told = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).alarm?.code);
    // Eight incidents are open, and nothing else is wrong.
    expect(told.filter((code) => code !== undefined && code !== "audit.incident-open")).toEqual([]);
  });
});

import { rmSync } from "node:fs";
import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { desk } from "../desk.testing.ts";
import { done } from "../governed-home.testing.ts";
import { runCli } from "../run.testing.ts";

describe("queue", () => {
  it("is empty before anything was captured", async () => {
    using folder = tempFolder();
    const { run } = await desk(folder.path);
    expect(await run("queue", "--json")).toMatchObject({ exit: 0, json: { size: 1, changes: [] } });
    expect((await run("queue")).stdout).toBe("No change was captured yet.\n");
  });

  it("lists changes with who must act, the one that moved last first", async () => {
    using folder = tempFolder();
    const { propose, capture, say, run } = await desk(folder.path);
    const one = await capture(propose("one", { "ranker/score.py": "weight = 2\n" }, { message: "One" }));
    const two = await capture(propose("two", { "ranker/score.py": "weight = 3\n" }, { message: "Two" }));
    await done(say("approve", one.change, "dana"));
    expect((await run("queue", "--json")).json).toMatchObject({
      changes: [
        {
          change: two.change,
          state: "pending",
          title: "Two",
          leaf: { index: 2 },
          leavesSince: 1,
          requirements: [{ people: ["dana"] }, { people: ["nils"] }],
        },
        {
          change: one.change,
          state: "pending",
          requirements: [
            { id: "algorithm", state: "SATISFIED" },
            { id: "data-flow", needs: "1 of data-guard: nils" },
          ],
        },
      ],
    });
    expect((await run("queue", "--role", "oracle", "--json")).json).toMatchObject({
      changes: [{ change: two.change }],
    });
    await done(say("approve", one.change, "nils"));
    await done(say("reject", two.change, "nils"));
    expect((await run("queue", "--json")).json).toMatchObject({
      changes: [{ state: "rejected" }, { state: "satisfied" }],
    });
    await done(say("hold", two.change, "nils"));
    expect((await run("queue", "--json")).json).toMatchObject({ changes: [{ state: "held" }, { state: "satisfied" }] });
    await done(say("revoke", one.change, "dana"));
    expect((await run("queue", "--json")).json).toMatchObject({ changes: [{ state: "held" }, { state: "pending" }] });
  });

  it("B24: counts an approval for some environments and one that has not ended yet", async () => {
    using folder = tempFolder();
    const { propose, capture, say, run } = await desk(folder.path);
    const { change } = await capture(propose("one", { "ranker/score.py": "weight = 2\n" }));
    await done(say("approve", change, "dana", "--env", "production", "--expires", "P1D"));
    expect((await run("queue", "--json")).json).toMatchObject({
      changes: [{ requirements: [{ state: "SATISFIED" }, { state: "UNSATISFIED" }] }],
    });
  });

  it("asks everybody about a change whose packet is lost", async () => {
    using folder = tempFolder();
    const { propose, capture, run, home } = await desk(folder.path);
    await capture(propose("one", { "ranker/score.py": "weight = 2\n" }));
    rmSync(join(home, "packets"), { recursive: true });
    expect((await run("queue", "--json")).json).toMatchObject({
      changes: [{ requirements: [{ state: "UNSATISFIED" }, { state: "UNSATISFIED" }] }],
    });
  });

  it("of a bundle names no command that needs the home", async () => {
    using folder = tempFolder();
    const { propose, capture, run, say, home } = await desk(folder.path);
    const { change } = await capture(propose("one", { "ranker/score.py": "weight = 2\n" }));
    const bundle = join(folder.path, "log.bundle");
    const next = async () => {
      await done(run("bundle", "-o", bundle));
      const look = ["queue", "--bundle", bundle, "--root", join(home, "root.json")];
      const { stdout } = await done(runCli(look, { home: join(folder.path, "none") }));
      return stdout.trimEnd().split("\n").at(-1);
    };
    expect(await next()).toMatch(/^next: countersign show [0-9a-f]{16} --bundle .*log\.bundle --root /);
    for (const person of ["dana", "nils"] as const) await done(say("approve", change, person));
    expect(await next()).toMatch(/^next: countersign why COMMIT --repo PATH --bundle .*log\.bundle --root /);
  });

  it("refuses a role that the policy does not have", async () => {
    using folder = tempFolder();
    const { run } = await desk(folder.path);
    expect(await run("queue", "--role", "Oracle", "--json")).toMatchObject({ exit: 2, json: { code: "usage.role" } });
  });
});

import { setTimeout } from "node:timers/promises";
import { lockFolder } from "@countersign/adapters/files";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { runCli } from "./run.testing.ts";

describe("a home that is in use", () => {
  it("is waited for, and who has it is said meanwhile", async () => {
    using folder = tempFolder();
    await runCli(["init", "--origin", "log.acme.example/feed"], { home: folder.path });
    const lock = await lockFolder(folder.path);
    const call = runCli(["queue", "--json"], { home: folder.path, patience: 60_000 });
    await setTimeout(300);
    await lock[Symbol.asyncDispose]();
    const { json, stderr } = await call;
    expect(json).toMatchObject({ code: "policy.missing" });
    expect(stderr).toMatch(/^waiting: .+ is in use by process \d+/);
  });

  it("is given up in the end, as something to try again", async () => {
    using folder = tempFolder();
    await runCli(["init", "--origin", "log.acme.example/feed"], { home: folder.path });
    await using _ = await lockFolder(folder.path);
    const answer = await runCli(["queue", "--json"], { home: folder.path, patience: 300 });
    expect(answer).toMatchObject({
      exit: 5,
      json: { code: "state.locked" },
      stderr: expect.stringMatching(/^waiting: /),
    });
  });
});

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { tempFolder, text } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { faultyFiles } from "./faults.ts";
import type { Fault } from "./faults.ts";

/** Creates, writes twice, syncs and closes a file; answers which operations failed, and what is there. */
async function attempt(
  fault: Fault | undefined,
): Promise<{ readonly failed: readonly string[]; readonly stored: string }> {
  using folder = tempFolder();
  const { files } = faultyFiles(fault);
  const failed: string[] = [];
  const step = async <T>(name: string, work: Promise<T> | undefined) => {
    if (work === undefined) return failed.push(name);
    return work.catch((error: { code: string }) => void failed.push(`${name} ${error.code}`));
  };
  const file = await files.create(join(folder.path, "file"), 0o600).catch(() => undefined);
  await step("first", file?.write(text("abcd")));
  await step("second", file?.write(text("efgh")));
  await step("sync", file?.sync());
  await step("close", file?.close());
  const there = readdirSync(folder.path).includes("file");
  return { failed, stored: there ? readFileSync(join(folder.path, "file"), "utf8") : "(no file)" };
}

describe("a faulty file system", () => {
  it("without a fault does everything", async () => {
    expect(await attempt(undefined)).toEqual({ failed: [], stored: "abcdefgh" });
  });

  it.each([
    [{ at: 2, outcome: "lost", after: "error" }, ["first EIO"], "efgh"],
    [{ at: 2, outcome: "torn", after: "error" }, ["first EIO"], "abefgh"],
    [{ at: 2, outcome: "stored", after: "error", errno: "ENOSPC" }, ["first ENOSPC"], "abcdefgh"],
    [{ at: 3, outcome: "torn", after: "crash" }, ["second EIO", "sync EIO", "close EIO"], "abcdef"],
    [{ at: 4, outcome: "torn", after: "error" }, ["sync EIO"], "abcdefgh"],
    [{ at: 1, outcome: "lost", after: "error" }, ["first", "second", "sync", "close"], "(no file)"],
    [{ at: 1, outcome: "stored", after: "error" }, ["first", "second", "sync", "close"], ""],
  ] as const)("%j", async (fault, failed, stored) => {
    expect(await attempt(fault)).toEqual({ failed, stored });
  });
});

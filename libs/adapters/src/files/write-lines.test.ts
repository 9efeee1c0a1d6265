import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tempFolder, text } from "@countersign/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { faultyFiles } from "./faults.ts";
import type { FileOps } from "./file-ops.ts";
import { readLines } from "./read-lines.ts";
import { FILES, startChild } from "./run-child.fixture.ts";
import { writeLines } from "./write-lines.ts";

describe("writing lines", () => {
  it("shows the file whole when it is committed, and not before", async () => {
    using temp = tempFolder();
    const path = join(temp.path, "sub", "bundle");
    await using writer = await writeLines(path, { mode: 0o600 });
    await writer.write(text("one"));
    await writer.write(text(""));
    expect(existsSync(path)).toBe(false);
    await writer.commit();
    expect(readFileSync(path, "utf8")).toBe("one\n\n");
    expect(readdirSync(join(temp.path, "sub"))).toEqual(["bundle"]);
  });

  it("leaves the old file alone, and nothing else, when it is given up", async () => {
    using temp = tempFolder();
    const path = join(temp.path, "bundle");
    writeFileSync(path, "old\n");
    {
      await using writer = await writeLines(path);
      await writer.write(text("new"));
      expect(readdirSync(temp.path).length).toBe(2);
    }
    expect([readdirSync(temp.path), readFileSync(path, "utf8")]).toEqual([["bundle"], "old\n"]);
  });

  it("is the inverse of reading them", async () => {
    const sizes = fc.array(fc.oneof(fc.nat(50), fc.integer({ min: 262_100, max: 262_200 })), { maxLength: 12 });
    const property = fc.asyncProperty(sizes, async (lengths) => {
      using temp = tempFolder();
      const lines = lengths.map((length, index) => new Uint8Array(length).fill(65 + (index % 26)));
      await using writer = await writeLines(join(temp.path, "bundle"));
      for (const line of lines) await writer.write(line);
      await writer.commit();
      const limits = { maxLine: 300_000, maxBytes: 10_000_000 };
      const seen: boolean[] = [];
      for await (const line of readLines(join(temp.path, "bundle"), limits)) {
        seen.push(Buffer.compare(line, lines[seen.length] ?? text("none")) === 0);
      }
      expect(seen).toEqual(lines.map(() => true));
    });
    await fc.assert(property, { numRuns: 20 });
  });

  it("refuses a line with a newline in it, and then everything", async () => {
    using temp = tempFolder();
    const writer = await writeLines(join(temp.path, "bundle"));
    await expect(writer.write(text("a\nb"))).rejects.toMatchObject({ code: "files.line" });
    await expect(writer.commit()).rejects.toMatchObject({ code: "files.closed" });
    expect(readdirSync(temp.path)).toEqual([]);
  });

  it("ends with the commit", async () => {
    using temp = tempFolder();
    const writer = await writeLines(join(temp.path, "bundle"));
    await writer.commit();
    await expect(writer.write(text("a"))).rejects.toMatchObject({ code: "files.closed" });
    await expect(writer.commit()).rejects.toMatchObject({ code: "files.closed" });
    expect(readFileSync(join(temp.path, "bundle"), "utf8")).toBe("");
  });
});

const LINES = ["x".repeat(200_000), "y".repeat(300_000), "z"];
const WHOLE = `${LINES.join("\n")}\n`;

async function writeAll(path: string, files: FileOps): Promise<void> {
  await using writer = await writeLines(path, { files });
  for (const line of LINES) await writer.write(text(line));
  await writer.commit();
}

describe("F22 a file of lines, each operation failing in turn,", () => {
  it.each(["lost", "stored", "torn"] as const)("is the old one or the new one when it is %s", async (outcome) => {
    using counting = tempFolder();
    const counted = faultyFiles();
    await writeAll(join(counting.path, "bundle"), counted.files);
    expect(counted.operations.filter((name) => name === "write").length).toBeGreaterThan(2);
    for (let at = 1; at <= counted.operations.length; at += 1) {
      using temp = tempFolder();
      const path = join(temp.path, "bundle");
      writeFileSync(path, "old\n");
      const { files, operations } = faultyFiles({ at, outcome, after: "error", errno: "ENOSPC" });
      const failed = await writeAll(path, files).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (operations[at - 1] !== undefined) expect(failed).toMatchObject({ code: "files.full" });
      expect(["old\n", WHOLE]).toContain(readFileSync(path, "utf8"));
      // Only a file that was created and reported as failed has a name that nobody was told.
      if (at > 1) expect(readdirSync(temp.path)).toEqual(["bundle"]);
    }
  });
});

describe("J11 a process that writes lines and is killed", () => {
  it("leaves the old file", { timeout: 30_000 }, async () => {
    using temp = tempFolder();
    const path = join(temp.path, "bundle");
    writeFileSync(path, "old\n");
    const source = `
      const { writeLines } = await import(${JSON.stringify(FILES)});
      const writer = await writeLines(process.argv[1]);
      for (let count = 0; count < 2000; count += 1) await writer.write(new Uint8Array(1000));
      process.kill(process.pid, "SIGKILL");
    `;
    await using child = startChild(source, [path]);
    expect(await child.end()).toBe("SIGKILL");
    expect(readFileSync(path, "utf8")).toBe("old\n");
    expect(readdirSync(temp.path).length).toBe(2);
  });
});

import { execFileSync } from "node:child_process";
import { closeSync, openSync, readdirSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { readLines } from "./read-lines.ts";
import { FILES, startChild } from "./run-child.fixture.ts";

const LIMITS = { maxLine: 1000, maxBytes: 1_000_000 };

async function linesOf(path: string, limits = LIMITS): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of readLines(path, limits)) lines.push(Buffer.from(line).toString("utf8"));
  return lines;
}

function written(folder: string, content: string): string {
  const path = join(folder, "bundle");
  writeFileSync(path, content);
  return path;
}

describe("reading lines", () => {
  it.each([
    ["", []],
    ["\n", [""]],
    ["one\n", ["one"]],
    ["one\r\n\ntwo\n", ["one\r", "", "two"]],
  ])("finds in %j %j", async (content, lines) => {
    using temp = tempFolder();
    expect(await linesOf(written(temp.path, content))).toEqual(lines);
  });

  it("gives the whole lines of a file that was cut off, and then says so", async () => {
    using temp = tempFolder();
    const path = written(temp.path, "one\ntwo\nthr");
    const seen: string[] = [];
    const reading = (async () => {
      for await (const line of readLines(path, LIMITS)) seen.push(Buffer.from(line).toString());
    })();
    await expect(reading).rejects.toMatchObject({ code: "bundle.truncated" });
    expect(seen).toEqual(["one", "two"]);
  });

  it("finds lines that cross the borders of its chunks", async () => {
    using temp = tempFolder();
    const lines = Array.from({ length: 5000 }, (_, index) => `${index} `.padEnd(index % 997, "x"));
    const limits = { maxLine: 1000, maxBytes: 10_000_000 };
    expect(await linesOf(written(temp.path, `${lines.join("\n")}\n`), limits)).toEqual(lines);
    const long = "y".repeat(1_000_000);
    expect(await linesOf(written(temp.path, `${long}\n`), { maxLine: 1_000_000, maxBytes: 1_000_001 })).toEqual([long]);
  });

  it("stops at its limits", async () => {
    using temp = tempFolder();
    const path = written(temp.path, "12345\n12345\n");
    expect(await linesOf(path, { maxLine: 5, maxBytes: 12 })).toEqual(["12345", "12345"]);
    await expect(linesOf(path, { maxLine: 4, maxBytes: 12 })).rejects.toMatchObject({ code: "limit.line" });
    await expect(linesOf(path, { maxLine: 5, maxBytes: 11 })).rejects.toMatchObject({ code: "limit.file" });
  });

  it("J11 refuses what is not a file", async () => {
    using temp = tempFolder();
    execFileSync("mkfifo", [join(temp.path, "fifo")]);
    for (const path of [join(temp.path, "fifo"), temp.path, "/dev/zero"]) {
      await expect(linesOf(path)).rejects.toMatchObject({ code: "usage.not-a-file" });
    }
    await expect(linesOf(join(temp.path, "none"))).rejects.toMatchObject({ code: "files.missing" });
  });

  it.runIf(process.platform === "linux")("closes the file when the loop ends early", async () => {
    using temp = tempFolder();
    const path = written(temp.path, "one\ntwo\n");
    const open = () => readdirSync("/proc/self/fd").length;
    const before = open();
    for await (const line of readLines(path, LIMITS)) {
      expect(line.length).toBe(3);
      expect(open()).toBe(before + 1);
      break;
    }
    expect(open()).toBe(before);
  });

  it("J8 reads a file much larger than the memory it may use", { timeout: 60_000 }, async () => {
    using temp = tempFolder();
    const path = join(temp.path, "huge");
    const file = openSync(path, "wx");
    const block = `${"z".repeat(999)}\n`.repeat(10_000);
    for (let count = 0; count < 30; count += 1) writeSync(file, block);
    closeSync(file);
    const source = `
      const { readLines } = await import(${JSON.stringify(FILES)});
      const before = process.memoryUsage().rss;
      let [lines, most] = [0, 0];
      for await (const line of readLines(process.argv[1], { maxLine: 999, maxBytes: 300_000_000 })) {
        lines += line.length === 999 ? 1 : 0;
        if (lines % 10_000 === 0) most = Math.max(most, process.memoryUsage().rss - before);
      }
      console.log(lines, most < 150_000_000);
    `;
    await using child = startChild(source, [path]);
    expect(await child.nextLine()).toBe("300000 true");
  });
});

import { mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { isTemporary, removeTemporaries, temporaryPath } from "./temporary.ts";

const NOW = 1_796_000_000;

describe("a temporary file", () => {
  it("has a name that is recognised and does not repeat", () => {
    const names = Array.from({ length: 100 }, () => basename(temporaryPath("/folder")));
    expect(names.every(isTemporary)).toBe(true);
    expect(new Set(names).size).toBe(100);
    expect(["state.json", ".countersign-.tmp", `${names[0]}x`, `x${names[0]}`].some(isTemporary)).toBe(false);
  });

  it("is removed when it is old, and nothing else is", async () => {
    using folder = tempFolder();
    const [old, young] = [temporaryPath(folder.path), temporaryPath(folder.path)];
    for (const path of [old, young, join(folder.path, "state.json")]) writeFileSync(path, "");
    utimesSync(old, NOW - 1, NOW - 1);
    utimesSync(young, NOW, NOW);
    utimesSync(join(folder.path, "state.json"), NOW - 1, NOW - 1);
    expect(await removeTemporaries(folder.path, NOW)).toBe(1);
    expect(readdirSync(folder.path).toSorted()).toEqual([basename(young), "state.json"]);
  });

  it("that is really a folder or a link elsewhere does no harm", async () => {
    using folder = tempFolder();
    writeFileSync(join(folder.path, "precious"), "");
    mkdirSync(temporaryPath(folder.path));
    symlinkSync("precious", temporaryPath(folder.path));
    expect(await removeTemporaries(folder.path, Number.POSITIVE_INFINITY)).toBe(1);
    expect(readdirSync(folder.path)).toContain("precious");
  });

  it("is not looked for in a folder that does not exist", async () => {
    using folder = tempFolder();
    expect(await removeTemporaries(join(folder.path, "none"), NOW)).toBe(0);
    writeFileSync(join(folder.path, "file"), "");
    const file = removeTemporaries(join(folder.path, "file"), NOW);
    await expect(file).rejects.toMatchObject({ code: "files.not-a-folder" });
  });
});

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const folder = dirname(dirname(fileURLToPath(import.meta.url)));
const readme = readFileSync(join(folder, "README.md"), "utf8");
const examples = readme
  .split(/^## /m)
  .flatMap((section) =>
    Array.from(section.matchAll(/^```ts\n(.*?)^```$/gms), ([, code = ""]) => ({ title: section.split("\n")[0], code })),
  );

/** What the comments behind `console.log(…);` say is printed. */
function promised(code: string): string {
  return Array.from(code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm), ([, line]) => `${line}\n`).join("");
}

describe("README.md", () => {
  it("has examples", () => {
    expect(examples.length).toBeGreaterThanOrEqual(4);
  });

  it.each(examples)("$title: the example prints what it says", ({ code }) => {
    const printed = execFileSync(process.execPath, ["--input-type=module-typescript", "--eval", code], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(printed).toBe(promised(code));
    expect(printed).not.toBe("");
  });
});

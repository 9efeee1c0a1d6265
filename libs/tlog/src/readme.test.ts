import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const folder = join(import.meta.dirname, "..");
const blocks = [...readFileSync(join(folder, "README.md"), "utf8").matchAll(/```ts\n(.*?)```/gs)].map(
  ([, code = ""]) => code,
);

describe("the examples of the README", () => {
  it("are three, and each asserts something", () => {
    expect(blocks.map((code) => /^assert\./m.test(code))).toEqual([true, true, true]);
  });

  it.each(blocks.map((code, i) => [i + 1, code] as const))("number %i runs", (_number, code) => {
    const args = ["--input-type=module-typescript", "--eval", code];
    expect(() => execFileSync(process.execPath, args, { cwd: folder, stdio: "pipe" })).not.toThrow();
  });
});

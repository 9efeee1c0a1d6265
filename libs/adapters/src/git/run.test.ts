import { expect, it } from "vitest";
import { printable, runGit } from "./run.ts";
import { scene } from "./scene.ts";
import { parseGitVersion } from "./version.ts";

it("a failing command throws under its own name, with what git said", async () => {
  using stage = scene();
  const mirror = await stage.openMirror();
  const failing = runGit(mirror, ["rev-parse", "--verify", "--end-of-options", "gone"]);
  await expect(failing).rejects.toMatchObject({
    code: "git.rev-parse",
    detail: expect.stringContaining("Needed a single revision"),
  });
});

it("output has a bound", async () => {
  using stage = scene();
  const mirror = await stage.openMirror();
  await expect(runGit(mirror, ["config", "--list"], { outputLimit: 10 })).rejects.toMatchObject({
    code: "limit.git-output",
  });
});

it("D7 what another program said is shown without control characters", () => {
  expect(printable("fatal: \u001b[31mred\u001b[0m\r\nhint: x\n\u202eevil\u2028\u0000")).toBe(
    "fatal: \\u{1b}[31mred\\u{1b}[0m; \\u{202e}evil\\u{2028}\\u{0}",
  );
  expect(printable("x".repeat(10_000))).toHaveLength(2000);
});

it.each([
  ["git version 2.39.5\n", { major: 2, minor: 39 }],
  ["git version 2.50.1 (Apple Git-155)\n", { major: 2, minor: 50 }],
  ["git version 3.0.0.rc1\n", { major: 3, minor: 0 }],
])("reads %j", (text, version) => {
  expect(parseGitVersion(text)).toEqual(version);
});

it.each(["git version 2.38.9\n", "git version 1.99.0\n", "hub 2.40\n", ""])("refuses %j", (text) => {
  expect(() => parseGitVersion(text)).toThrow(expect.objectContaining({ code: "git.version" }));
});

import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import { expect, it } from "vitest";
import { typedName } from "./typed-name.ts";

/** A checkout with its launcher, where npm has linked it, and a folder with another program of that name. */
function scene(folder: string) {
  const at = realpathSync(folder);
  for (const name of ["checkout/bin", "checkout/node_modules/.bin", "other", "own", "elsewhere"])
    mkdirSync(join(at, name), { recursive: true });
  const launcher = join(at, "checkout/bin/countersign");
  for (const file of [launcher, join(at, "other/countersign")]) writeFileSync(file, "#!/bin/sh\n");
  symlinkSync(launcher, join(at, "checkout/node_modules/.bin/countersign"));
  symlinkSync(launcher, join(at, "own/countersign"));
  const name = (cwd: string, env: NodeJS.ProcessEnv) => typedName(env, join(at, cwd), launcher);
  return { at, launcher, name };
}

it("says a name that works as it is typed: of PATH, from the folder where people are, or whole", async () => {
  using folder = tempFolder();
  const { at, launcher, name } = scene(folder.path);
  const [npm, other, own] = ["checkout/node_modules/.bin", "other", "own"].map((one) => join(at, one));
  expect(await name("checkout", { PATH: [npm, other, own].join(delimiter) })).toBe("countersign");
  // npm's folder is in PATH for its script alone, and what another folder has is another program.
  expect(await name("checkout", { PATH: [npm, other].join(delimiter) })).toBe("bin/countersign");
  expect(await name("elsewhere", { PATH: other })).toBe(launcher);
  expect(await name("elsewhere", {})).toBe(launcher);
  // npm runs its scripts in the checkout, wherever it was called.
  expect(await name("checkout", { INIT_CWD: join(at, "elsewhere") })).toBe(launcher);
});

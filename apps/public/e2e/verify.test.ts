import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { formatBundleLeaf, formatBundleHeader, formatRoot } from "@countersign/core";
import { tempFolder } from "@countersign/testkit";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DAY, HOUR, NOON, exampleLog } from "../src/example-log.testing.ts";
import { readVerifyPage } from "../src/host/index.ts";
import { axeFindings, openBrowser, visit } from "./browser.testing.ts";

const SHOTS = process.env["COUNTERSIGN_SHOTS"];
const folder = tempFolder();
const at = (name: string) => join(folder.path, name);
let browser: Browser;
let address: string;

beforeAll(async () => {
  browser = await openBrowser();
  await build(folder.path);
  address = pathToFileURL(at("verify.html")).href;
  const log = exampleLog();
  for (let index = 0; index < 8; index++) {
    const change = log.capture(NOON - (9 - index) * DAY);
    log.decide(NOON - (9 - index) * DAY + HOUR, change, index === 3 ? "reject" : "approve");
  }
  log.incident(NOON - HOUR, "monitor.alarm", "<img src=x onerror=alert(1)>\u202e");
  const lines = log.bundle();
  const leaves = log.lines.map(({ leaf }) => formatBundleLeaf({ leaf }));
  const header = formatBundleHeader({ origin: log.root.log.origin, from: 0, size: leaves.length });
  const last = lines.slice(-1);
  await write("good.bundle", lines);
  await write("bare.bundle", [header, ...leaves, ...last]);
  await write("without-rejection.bundle", [...lines.slice(0, 9), ...lines.slice(10)]);
  await write("swapped.bundle", lines.with(5, lines[7] ?? header));
  await writeFile(at("hostile.bundle"), `{"bundle":1,"from":0,"origin":"<img src=x onerror=alert(1)>","size":1}\n`);
  await writeFile(at("root.json"), formatRoot(log.root));
  await writeFile(at("other-root.json"), formatRoot({ ...log.root, policySha256: "0".repeat(64) }));
});
afterAll(async () => {
  await browser.close();
  folder[Symbol.dispose]();
});

/** Elements that stand out of the page, but for those in a box that scrolls. */
const TOO_WIDE = `[...document.querySelectorAll("main *")]
  .filter((one) => !one.closest(".wide, pre") && one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map((one) => one.tagName + "." + one.className + "#" + one.id)`;

const run = promisify(execFile);

async function build(into: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const program = join(import.meta.dirname, "../build/build.ts");
  return (await run(process.execPath, [program, into], { env: { PATH: process.env["PATH"], ...env } })).stdout;
}

function write(name: string, lines: readonly Uint8Array[]): Promise<void> {
  return writeFile(at(name), Buffer.concat(lines.flatMap((line) => [line, Buffer.from("\n")])));
}

async function give(names: readonly string[], options: Parameters<typeof visit>[2] = {}) {
  const visited = await visit(browser, address, options);
  await visited.page.setInputFiles("#files", names.map(at));
  await visited.page.locator(".verdict").first().waitFor();
  return visited;
}

it.each([
  ["light", 1200],
  ["dark", 360],
] as const)(
  "in %s at %i pixels a bundle and its root verify from disk, and axe finds nothing",
  async (scheme, width) => {
    await using visited = await give(["root.json", "good.bundle"], { scheme, width });
    expect(await visited.page.locator(".verdict").textContent()).toMatch(/^Verified: all 18 leaves/);
    expect(await visited.page.locator("#result > ol > li.ok").count()).toBeGreaterThan(12);
    expect(await visited.page.locator("li.failed").count()).toBe(0);
    await visited.page.locator("#leaf").fill("8");
    await visited.page.locator("#entry, form button").first().click();
    await visited.page.locator("#entry li").first().waitFor();
    expect(await visited.page.locator("#entry").textContent()).toContain(
      "Leaf 8, review: it is in the log. Signed by dana of oracle",
    );
    await visited.page.locator("h1").click();
    await visited.page.keyboard.press("V");
    expect(await visited.page.locator("#entry table tbody tr").count()).toBe(5);
    expect(await visited.page.evaluate(TOO_WIDE)).toEqual([]);
    if (SHOTS !== undefined)
      await visited.page.screenshot({ path: `${SHOTS}/verify-open-${scheme}-${width}.png`, fullPage: true });
    expect(await axeFindings(visited.page)).toEqual([]);
    expect(visited.faults).toEqual([]);
  },
);

it("a bundle alone agrees with itself, and is not called verified", async () => {
  await using visited = await give(["good.bundle"]);
  expect(await visited.page.locator(".verdict.unpinned").textContent()).toContain(
    "Nobody said whose policy to believe",
  );
});

it("a bundle without its evidence has a tree that verifies, and nothing that was decided", async () => {
  await using visited = await give(["root.json", "bare.bundle"]);
  expect(await visited.page.locator(".verdict.undisclosed").textContent()).toContain("What was decided is withheld");
});

it.each([
  ["F11", "a rejection is left out of", ["root.json", "without-rejection.bundle"], "bundle.truncated"],
  ["F10", "a leaf is swapped in", ["root.json", "swapped.bundle"], "log.root"],
  ["F5", "another root is pinned than that of", ["other-root.json", "good.bundle"], "policy.root"],
  ["D22", "markup stands in", ["hostile.bundle"], "bundle.truncated"],
])("%s: where %s a bundle, the failing step is named, with axe content", async (_row, _what, files, code) => {
  await using visited = await give(files);
  expect(await visited.page.locator(".verdict.failed").textContent()).toMatch(/^Not verified: /);
  expect(await visited.page.locator("li.failed .code").allTextContents()).toContain(code);
  expect(await visited.page.locator("form").count()).toBe(0);
  if (SHOTS !== undefined) await visited.page.screenshot({ path: `${SHOTS}/verify-${code}.png`, fullPage: true });
  expect(await axeFindings(visited.page)).toEqual([]);
  expect(visited.faults).toEqual([]);
});

it("its checks are saved with the bytes of what failed", async () => {
  await using visited = await give(["other-root.json", "good.bundle"]);
  const [download] = await Promise.all([
    visited.page.waitForEvent("download"),
    visited.page.locator("a[download]").click(),
  ]);
  const { checks } = JSON.parse(await readFile(await download.path(), "utf8"));
  expect(checks.find(({ state }: { state: string }) => state === "failed")).toMatchObject({ code: "policy.root" });
});

it("is the same whoever builds it, and carries the policy that a host serves it with", async () => {
  using elsewhere = tempFolder();
  const again = await build(elsewhere.path, { TZ: "Asia/Kathmandu", LANG: "de_DE.UTF-8", NODE_ENV: "test" });
  expect(again).toContain(await readFile(at("SHA256SUMS"), "utf8"));
  const served = await readVerifyPage(at("verify.html"));
  const own = /http-equiv="Content-Security-Policy"\s+content="([^"]+)"/.exec(served?.html ?? "")?.[1];
  expect(served?.policy).toBe(`${own}; frame-ancestors 'none'`);
  expect(await readVerifyPage(at("no-such-page.html"))).toBeUndefined();
});

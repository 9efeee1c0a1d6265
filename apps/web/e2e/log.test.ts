import { readFile } from "node:fs/promises";
import { formatLeaf } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { checkLog, parseEvidence } from "@countersign/log-check";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { expectSound, openBrowser, visit } from "./browser.testing.ts";
import { signInByKey } from "./people.testing.ts";
import { forgedLog, honestLog, showHonestLog, showLog } from "./forged-log.testing.ts";

const { origin, own, folder } = inject("stage");
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const card = (page: Page) => page.locator(".log-card");
const stop = (page: Page) => page.locator(".stop");
const other = (word: string) => formatLeaf({ kind: "incident", sha256: Buffer.from(word.padEnd(32)).toString("hex") });

/** Takes what a link saves. */
async function saved(page: Page, name: RegExp): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name }).first().click(),
  ]);
  return readFile((await download.path()) ?? "", "utf8");
}

/** Makes the checks of a saved evidence again, as anybody does. */
async function checkedAgain(text: string) {
  return checkLog({ crypto: nodeCrypto, ...parseEvidence(nodeCrypto, text) });
}

describe("the log", () => {
  it("is verified by the page itself, from keys to growth, and every line of it when one asks", async () => {
    await using dana = await visit(browser, { as: "dana", path: "/#/log", scheme: "dark" });
    const { page } = dana;
    await expect.poll(() => card(page).innerText()).toContain("Verified by this browser");
    expect(await card(page).innerText()).toContain("This browser has not seen this log before");
    expect(await card(page).innerText()).toMatch(
      /oracle-w[\s\S]*Policy version 1, [0-9a-f]{64}, seen for the first time/,
    );
    const { leaves } = await honestLog();
    await expect.poll(() => page.locator(".entry-row").count()).toBe(leaves.length);
    await expect.poll(() => page.locator(".mark-leaf").count()).toBe(leaves.length);
    await page.getByText("checks, with their bytes").click();
    await expectSound(dana);
    const again = await checkedAgain(await saved(page, /^Save log-checked-/));
    expect([again.ok, again.checks.length]).toEqual([true, await page.locator(".log-card .check-list > li").count()]);
    await page.keyboard.press("Shift+v");
    await expect.poll(() => page.locator(".mark-good").count(), { timeout: 30_000 }).toBe(leaves.length);
    expect(await page.locator(".entry-row").last().innerText()).toContain("Policy version 1 comes into force.");
    await expectSound(dana);
    await page.reload();
    await expect
      .poll(() => card(page).innerText())
      .toMatch(/The log (?:has not changed|has only grown, by \d+ leaves,) since/);
    expect(await card(page).innerText()).toContain("which this browser has known since");
  });

  it("is looked through by kind, person, change and leaf, with the keyboard, and a view is a link", async () => {
    await using dana = await visit(browser, { as: "dana", path: "/#/log?q=policy" });
    const { page } = dana;
    const kinds = async () => page.locator(".entry-kind").allInnerTexts();
    // Others of these tests publish versions, too.
    await expect.poll(async () => [...new Set(await kinds())]).toEqual(["policy"]);
    await page.locator("h1").click();
    await page.keyboard.press("f");
    await page.keyboard.type("nils baseline");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.locator(".entry-kind").allInnerTexts()).toEqual(["baseline"]);
    expect(page.url()).toContain("#/log?q=nils+baseline");
    await page.locator("h1").click();
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Leaf 1", exact: true }).waitFor();
    await page.goto(`${origin}/#/log?q=mallory`);
    await expect.poll(() => page.locator(".entries").innerText()).toContain("No entry matches mallory.");
    await expectSound(dana);
    await page.getByRole("link", { name: "Show all" }).click();
    await expect.poll(() => page.locator(".entry-row").count()).toBeGreaterThan(20);
  });

  it("has each entry with its way to the root, its bytes, and evidence that others check again", async () => {
    await using dana = await visit(browser, { as: "dana", path: "/#/log/1", width: 390 });
    const { page } = dana;
    await expect.poll(() => card(page).innerText()).toContain("In the log, and its signatures are good");
    expect(await card(page).innerText()).toMatch(/mira of lumen \(SHA256:[\s\S]*dana of oracle[\s\S]*nils of nordsec/);
    expect(await page.locator(".check-ok").count()).toBe(7);
    const rows = await page.locator("section .path-table tbody tr").count();
    expect(rows).toBeGreaterThan(3);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await expectSound(dana);
    const text = await saved(page, /^Save leaf-1-evidence/);
    const again = await checkedAgain(text);
    const { entry } = parseEvidence(nodeCrypto, text);
    expect(again.ok ? (await again.entry(entry?.index ?? -1, entry?.disclosed)).checks.at(3)?.state : "").toBe("ok");
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.locator("h1").click();
    await page.keyboard.press("y");
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(/^[0-9a-f]{64}$/);
    await page.keyboard.press("[");
    await page.getByRole("heading", { name: "Leaf 0" }).waitFor();
    await expect.poll(() => card(page).innerText()).toContain("Policy version 1 comes into force.");
    await page.goto(`${origin}/#/log/999999`);
    await expect.poll(() => page.locator(".banner").innerText()).toContain("there is no leaf 999999 under it");
    await expectSound(dana);
    await page.keyboard.press("Escape");
    await page.getByRole("heading", { name: "Log", exact: true }).waitFor();
  });

  it("is verified on a page of the reviewer's own origin too, by the public files", async () => {
    await using dana = await visit(browser, { at: own });
    const { page } = dana;
    await signInByKey(page, folder, "dana");
    await page.getByRole("link", { name: "Log" }).click();
    await expect.poll(() => card(page).innerText()).toContain("Verified by this browser");
    await expectSound(dana);
  });
});

describe("a host that shows another log", () => {
  it("F12: with another tree of the same size, signed and cosigned by all keys, is stopped, and both notes are the evidence", async () => {
    await using dana = await visit(browser, { as: "dana", path: "/#/log" });
    const { page } = dana;
    await card(page).waitFor();
    const { leaves, note } = await honestLog();
    await showLog(page, await forgedLog([...leaves.slice(0, -1), other("another")]));
    await page.reload();
    await expect.poll(() => stop(page).innerText()).toContain("Stop: this log does not verify");
    expect(await stop(page).innerText()).toMatch(/it has two histories[\s\S]*tree\.growth refused it with log\.fork/);
    expect(await page.locator(".log-card, .entry-row").count()).toBe(0);
    await expectSound(dana);
    const text = await saved(page, /^Save log-evidence-/);
    const again = await checkedAgain(text);
    expect(again.failure).toMatchObject({ code: "log.fork", name: "tree.growth" });
    expect(parseEvidence(nodeCrypto, text).seen?.note).toBe(note);
    await page.goto(`${origin}/#/log/1`);
    await expect.poll(() => stop(page).innerText()).toContain("log.fork");
    await page.goto(`${origin}/#/queue`);
    await expect.poll(() => page.locator(".log-banner").innerText()).toContain("did not verify (log.fork)");
    await showHonestLog(page);
    await page.goto(`${origin}/#/log`);
    await page.reload();
    await card(page).waitFor();
    expect(await stop(page).innerText()).toContain("did not verify when it was looked at before");
    await expectSound(dana);
    expect((await checkedAgain(await saved(page, /^Save log-evidence-/))).failure?.code).toBe("log.fork");
    await page.getByRole("button", { name: "I have saved it: close this" }).click();
    expect(await page.locator(".stop, .log-banner").count()).toBe(0);
  });

  it("F11 F12: with an older checkpoint than was seen is a rollback, be it a good one of its time", async () => {
    await using dana = await visit(browser, { as: "dana", path: "/#/log", scheme: "dark" });
    const { page } = dana;
    await card(page).waitFor();
    const { leaves } = await honestLog();
    await showLog(page, await forgedLog(leaves.slice(0, -2)));
    await page.reload();
    await expect.poll(() => stop(page).innerText()).toMatch(/leaves before and now shows[\s\S]*log\.rollback/);
    await expectSound(dana);
    await showHonestLog(page);
    await showLog(page, new Map());
    await page.reload();
    await expect
      .poll(() => stop(page).innerText())
      .toMatch(/had a checkpoint before, and shows none now[\s\S]*log\.rollback/);
  });

  it("F13: without its witnesses is stopped at the first visit", async () => {
    await using dana = await visit(browser, { as: "dana" });
    const { page } = dana;
    await showLog(page, await forgedLog((await honestLog()).leaves, { cosigned: false }));
    await page.goto(`${origin}/#/log`);
    await expect
      .poll(() => stop(page).innerText())
      .toMatch(/no quorum[\s\S]*checkpoint\.quorum refused it with log\.quorum/);
    expect(await page.locator(".entry-row").count()).toBe(0);
  });

  it("F10 F20: with another leaf in the bundle than its tile has shows no entry of it", async () => {
    await using dana = await visit(browser, { as: "dana" });
    const { page } = dana;
    const { leaves } = await honestLog();
    const honest = await forgedLog(leaves);
    const changed = await forgedLog([other("changed"), ...leaves.slice(1)]);
    const bundles = [...changed].filter(([path]) => path.startsWith("tile/entries/"));
    await showLog(page, new Map([...honest, ...bundles]));
    await page.goto(`${origin}/#/log/0`);
    await expect.poll(() => stop(page).innerText()).toMatch(/entry\.leaf refused it with log\.[a-z-]+/);
    const [, code] = /refused it with (log\.[a-z-]+)/.exec(await stop(page).innerText()) ?? [];
    expect(code).toBe("log.entry-bundle-hash");
    await expectSound(dana);
    await page.goto(`${origin}/#/log`);
    await expect.poll(() => page.locator(".entries [role=alert]").innerText()).toContain("log.entry-bundle-hash");
    expect(await page.locator(".entry-row").count()).toBe(0);
  });

  it("F10: with tiles that do not lead to the signed root is stopped", async () => {
    await using dana = await visit(browser, { as: "dana" });
    const { page } = dana;
    const { leaves } = await honestLog();
    const honest = await forgedLog(leaves);
    const changed = await forgedLog([other("changed"), ...leaves.slice(1)]);
    await showLog(page, new Map([...changed, ["checkpoint", honest.get("checkpoint") ?? new Uint8Array()]]));
    await page.goto(`${origin}/#/log`);
    await expect.poll(() => stop(page).innerText()).toMatch(/tree\.tiles refused it with log\.root/);
  });

  it("F16: that lists a leaf as another kind than the tree has is found out", async () => {
    await using dana = await visit(browser, { as: "dana" });
    const { page } = dana;
    await page.route("**/v1/log/entries?*", lie('"kind":"baseline"', '"kind":"review"'));
    await page.route("**/v1/log/entries", lie('"kind":"baseline"', '"kind":"review"'));
    await page.goto(`${origin}/#/log`);
    await expect.poll(() => page.locator(".entries [role=alert]").innerText()).toContain("log.leaf-mismatch");
    expect(await page.locator(".entry-row").count()).toBe(0);
    await expectSound(dana);
  });

  it("F15: that sends another record than the leaf commits to shows nothing of it", async () => {
    await using dana = await visit(browser, { as: "dana" });
    const { page } = dana;
    const envelope: string = (await (await page.request.get(`${origin}/v1/log/entries/2`)).json()).envelope;
    await page.route("**/v1/log/entries/0", async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...(await answer.json()), envelope } });
    });
    await page.goto(`${origin}/#/log/0`);
    await expect.poll(() => stop(page).innerText()).toContain("bundle.evidence-mismatch");
    expect(await page.getByText("What was signed").count()).toBe(0);
    await expectSound(dana);
  });

  it("F5: with another first policy than this browser knows is not believed", async () => {
    await using dana = await visit(browser, { as: "dana", path: "/#/log" });
    const { page } = dana;
    await card(page).waitFor();
    await page.evaluate((key) => {
      const kept = JSON.parse(localStorage.getItem(key) ?? "{}");
      localStorage.setItem(key, JSON.stringify({ ...kept, first: "0".repeat(64) }));
    }, `countersign.root.${origin}`);
    await page.reload();
    await expect.poll(() => page.getByRole("alert").innerText()).toContain("policy.root");
    expect(await page.locator(".log-card, .entry-row").count()).toBe(0);
    await expectSound(dana);
  });
});

describe("a log that cannot be reached", () => {
  it("is not shown as verified, says so, and is none that was rolled back", async () => {
    await using dana = await visit(browser, { as: "dana", path: "/#/log" });
    const { page } = dana;
    await card(page).waitFor();
    await page.route("**/log/checkpoint", (route) => route.abort());
    await page.reload();
    await expect.poll(() => page.getByRole("alert").innerText()).toContain("log.unreachable");
    expect(await page.locator(".log-card, .stop, .entry-row").count()).toBe(0);
    await expectSound(dana);
  });
});

/** Alters what the service answers. */
function lie(from: string, to: string) {
  return async (route: Parameters<Parameters<Page["route"]>[1]>[0]) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.text()).replaceAll(from, to) });
  };
}

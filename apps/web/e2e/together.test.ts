import { execFile } from "node:child_process";
import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { tempFolder } from "@countersign/testkit";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { expectSound, openBrowser, visit } from "./browser.testing.ts";
import { COUNTERSIGN, countersign } from "./command.testing.ts";
import { askAs, saidOf, tameChange } from "./decisions.testing.ts";
import { proposeAll } from "./deciding.testing.ts";

const run = promisify(execFile);
const { origin, folder } = inject("stage");
const QUEUE = `/#/queue?${new URLSearchParams({ q: 'role:oracle "Tame 9"' }).toString()}`;
let browser: Browser;
let changes: readonly string[];
beforeAll(async () => {
  browser = await openBrowser();
  const branches = ["90", "91"];
  await proposeAll(branches);
  changes = await Promise.all(branches.map(tameChange));
});
afterAll(() => browser.close());

const good = (page: Page) => page.locator(".checked-good").count();
const commands = (page: Page) => page.locator(".sign .copy pre");
const PATIENT = { timeout: 60_000 };

/** Runs what the page shows, as a person does on a machine of their own that has the log's bundle, its root and their key. */
async function runShown(lines: string): Promise<void> {
  using home = tempFolder();
  const { path } = home;
  await mkdir(join(path, ".ssh"), { mode: 0o700 });
  await copyFile(join(folder, "keys/dana"), join(path, ".ssh/id_ed25519"));
  await copyFile(join(folder, "home/root.json"), join(path, "root.json"));
  await countersign(folder, "bundle", "--packets", "-o", join(path, "log.bundle"));
  const confirmed = lines.replace("countersign approve ", "countersign approve --yes ");
  await run("sh", ["-ec", confirmed], {
    cwd: path,
    env: { HOME: path, PATH: `${dirname(COUNTERSIGN)}:${process.env["PATH"]}` },
  });
}

/** Opens the page that decides about changes together, with what the service answers in some place altered. */
async function lyingPage(about: readonly string[], url: string | RegExp, lie: (text: string) => string) {
  const dana = await visit(browser, { as: "dana" });
  await dana.page.route(url, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: lie(await answer.text()) });
  });
  await dana.page.goto(`${origin}/#/together/oracle/${about.join(",")}`);
  return dana;
}

/** The whole batch is stopped: nothing is offered to choose or to sign. */
async function expectStopped(page: Page, why: RegExp): Promise<void> {
  await expect.poll(() => page.locator(".stopped").innerText(), PATIENT).toMatch(why);
  expect(await page.locator(".decide-form").count()).toBe(0);
  expect(await commands(page).count()).toBe(0);
}

describe("several changes of which one does not hold", () => {
  it("D18 D23: are stopped altogether by another packet of one of them, and the page says of which", async () => {
    const [, second = ""] = changes;
    await using dana = await lyingPage(changes, `**/v1/changes/${second}/packet`, (text) =>
      text.replace('"analysed":"typed"', '"analysed":"syntax"'),
    );
    await expectStopped(dana.page, /Tame 91[\s\S]*packet\.digest/);
    expect(await dana.page.locator(".stopped").innerText()).not.toContain("Tame 90");
    await expectSound(dana);
  });

  it("D18: are stopped where the service plans with another packet than the log has", async () => {
    await using dana = await lyingPage(changes, "**/v1/batches/oracle", (text) =>
      text.replaceAll(/(?<="packet":")[0-9a-f]{4}/g, "0000"),
    );
    await expectStopped(dana.page, /Tame 90[\s\S]*web\.digest[\s\S]*Tame 91[\s\S]*web\.digest/);
    await expectSound(dana);
  });

  it("D23: are stopped by the risk that the page finds itself, whatever the service calls low", async () => {
    const q = encodeURIComponent('role:oracle "Better model"');
    const { items } = await (await askAs("dana", "GET", `/v1/queue?q=${q}`)).json();
    const risky: string = items[0].change;
    const { record } = await (await askAs("dana", "GET", `/v1/changes/${risky}`)).json();
    const plan = {
      statements: [{ change: risky, role: "oracle", decision: "approve", risk: 1, packet: record.packet.sha256 }],
    };
    await using dana = await visit(browser, { as: "dana" });
    await dana.page.route("**/v1/batches/oracle", (route) => route.fulfill({ json: plan }));
    await dana.page.goto(`${origin}/#/together/oracle/${risky}`);
    await expectStopped(dana.page, /Better model[\s\S]*queue\.batch-risk/);
    await expectSound(dana);
  });
});

describe("several changes of low risk", () => {
  it("that are selected in the queue are decided about in one ceremony, with a record for each", async () => {
    await using dana = await visit(browser, { as: "dana", path: QUEUE, scheme: "dark" });
    const { page } = dana;
    await expect.poll(() => page.locator(".row-task").count(), PATIENT).toBe(2);
    await page.keyboard.press("j");
    await page.keyboard.press("Shift+x");
    await expect.poll(() => page.locator(".selection").innerText()).toContain("d decides about them together");
    await expectSound(dana);
    await page.keyboard.press("d");
    await expect.poll(() => good(page), PATIENT).toBe(10);
    await page.getByRole("radio", { name: /^Approve It may/ }).check();
    await page.getByLabel(/^Message/).fill("It's the colour alone");
    const shown = await commands(page).innerText();
    for (const change of changes) expect(shown).toContain(change);
    await expectSound(dana);
    await page.emulateMedia({ colorScheme: "light" });
    await expectSound(dana);
    await runShown(shown);
    await expect.poll(() => page.locator(".arrived").count(), PATIENT).toBe(2);
    const said = await Promise.all(changes.map(saidOf));
    expect(said).toMatchObject([
      [{ decision: "approve", person: "dana", message: "It's the colour alone" }],
      [{ decision: "approve", person: "dana", message: "It's the colour alone" }],
    ]);
    await expectSound(dana);
  });
});

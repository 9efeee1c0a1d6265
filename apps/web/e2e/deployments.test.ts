import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort, tempFolder } from "@countersign/testkit";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { expectSound, openBrowserAt, visit } from "./browser.testing.ts";
import type { Visit } from "./browser.testing.ts";
import { countersign } from "./command.testing.ts";
import { startDemo } from "./demo.testing.ts";
import { serveFront } from "./front.testing.ts";
import { cookieOf } from "./people.testing.ts";
import { propose } from "./propose.testing.ts";

const run = promisify(execFile);
const PATH = "/#/deployments/local%3Alumen/production";
const stack = new AsyncDisposableStack();
let browser: Browser;
let folder: string;
let origin: string;
let cookie: string;

/** What lands on the protected branch alters every proposal, so these have a demo of their own. */
beforeAll(async () => {
  const state = stack.use(tempFolder()).path;
  folder = join(state, "countersign-demo");
  const port = await freePort();
  origin = `http://localhost:${port}`;
  const service = stack.use(startDemo(state, port));
  await service.until("started", 3);
  await service.until("listening", 1);
  const front = stack.use(await serveFront(inject("stage").app, {}, new URL(origin)));
  browser = await openBrowserAt(origin, front.port);
  stack.defer(() => browser.close());
  cookie = await cookieOf(origin, folder, "dana");
});
afterAll(() => stack.disposeAsync());

async function opened(
  path: string,
  options: { readonly scheme?: "dark"; readonly width?: number } = {},
): Promise<Visit> {
  const made = await visit(browser, { ...options, at: origin });
  await made.context.addCookies([
    { name: "countersign", value: cookie, url: origin, httpOnly: true, sameSite: "Strict" },
  ]);
  await made.page.goto(`${origin}${path}`);
  await made.page.reload();
  return made;
}

/** Proposes a file of one line. */
function colour(branch: string, message: string, value: number): Promise<void> {
  return propose(join(folder, "lumen"), {
    branch,
    author: "eve",
    message,
    async edit(checkout) {
      await mkdir(join(checkout, "config"), { recursive: true });
      await writeFile(join(checkout, "config/colour.yaml"), `# Colour of the button.\ncolour: ${value}\n`);
    },
  });
}

/** Moves the protected branch to another one, past all rules, as whoever administers the repository may. */
async function land(branch: string): Promise<void> {
  const lumen = join(folder, "lumen");
  await run("git", ["-C", lumen, "update-ref", "refs/heads/main", `refs/heads/${branch}`]);
}

async function changeOf(title: string): Promise<string> {
  const answer = await fetch(`${origin}/v1/queue?q=${encodeURIComponent(title)}`, {
    headers: { cookie: `countersign=${cookie}` },
  });
  const { items }: { readonly items: readonly { readonly change: string }[] } = await answer.json();
  return items[0]?.change ?? "";
}

describe("deployments", () => {
  it("say of each environment what is next, and that a gate is open, before anything was deployed", async () => {
    await using dana = await opened("/#/deployments", { scheme: "dark" });
    const { page } = dana;
    await expect.poll(() => page.locator(".environment").innerText()).toMatch(/production local:lumen[\s\S]*✓ Open/);
    expect(await page.locator(".environment").innerText()).toContain("Nothing says that anything was deployed.");
    await expectSound(dana);
    await page.getByRole("link", { name: "production" }).press("Enter");
    await expect
      .poll(() => page.locator("dl").innerText())
      .toMatch(/Asks for\s+algorithm, 1 of oracle; data-flow, 1 of data-guard/);
    expect(page.url()).toContain(PATH);
    await expectSound(dana);
    await page.keyboard.press("Escape");
    await page.locator(".environment").waitFor();
  });

  it("say what blocks, who can unblock it and by which change, and are open once everybody decided", async () => {
    await colour("change/77", "Colour of the button", 1);
    await expect.poll(() => changeOf("colour of the button"), { timeout: 60_000 }).toMatch(/^[0-9a-f]{64}$/);
    const change = await changeOf("colour of the button");
    await land("change/77");
    await using dana = await opened(PATH, { width: 390 });
    const { page } = dana;
    await expect
      .poll(() => page.locator(".environment-says").innerText(), { timeout: 90_000 })
      .toMatch(/1 of 1 step behind what runs is not decided/);
    const unblockers = await page.locator(".unblockers").innerText();
    expect(unblockers).toMatch(/You, as oracle: decide about Colour of the button/);
    expect(unblockers).toMatch(/nils, as data-guard: decide about Colour of the button/);
    expect(await page.locator(".reasons").innerText()).toContain("decision.missing");
    expect(await page.locator(".steps").innerText()).toMatch(/not decided yet[\s\S]*Colour of the button[\s\S]*open/);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await expectSound(dana);
    const say = async (person: string, decision: string) =>
      countersign(folder, decision, change, "--key", join(folder, "keys", person), "--yes", "-m", "Seen");
    await say("nils", "reject");
    await expect
      .poll(() => page.locator(".unblockers").innerText(), { timeout: 90_000 })
      .toMatch(/nils, as data-guard: it is rejected, until somebody of the same organisation approves it: Colour of/);
    expect(await page.locator(".environment-verdict").innerText()).toMatch(/✗ Blocked[\s\S]*decision\.rejected/);
    await expectSound(dana);
    await say("dana", "approve");
    await say("nils", "approve");
    await expect.poll(() => page.locator(".environment-verdict").innerText(), { timeout: 90_000 }).toMatch(/✓ Open/);
    expect(await page.locator(".step-covered").innerText()).toMatch(
      /dana as oracle, leaf \d+[\s\S]*nils as data-guard, leaf \d+/,
    );
    await expectSound(dana);
    await page
      .locator(".step-covered")
      .getByRole("link", { name: /^leaf \d+$/ })
      .first()
      .click();
    await page.getByText("its signatures are good").waitFor();
  });

  it("never look open where the service does not answer, and say that there is no such environment", async () => {
    await using dana = await opened("/#/deployments/local%3Alumen/nowhere");
    const { page } = dana;
    await expect.poll(() => page.getByRole("alert").innerText()).toContain("web.unknown");
    expect(await page.getByText("Take the gate for closed").count()).toBe(1);
    await page.route("**/v1/environments*", (route) => route.abort());
    await page.goto(`${origin}/#/deployments`);
    await expect.poll(() => page.getByRole("alert").innerText(), { timeout: 30_000 }).toContain("web.unreachable");
    expect(await page.getByText("Open").count()).toBe(0);
    await expectSound(dana);
  });
});

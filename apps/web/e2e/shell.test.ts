import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { expectSound, openBrowser, visit } from "./browser.testing.ts";
import { sshSign } from "./command.testing.ts";
import { cookieOf } from "./people.testing.ts";

const { origin, own, control, folder, cookies } = inject("stage");
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

describe("the shell", () => {
  it("goes everywhere by keys, names them all, and they can be switched off", async () => {
    await using dana = await visit(browser, { as: "dana", scheme: "dark" });
    const { page } = dana;
    await page.waitForSelector(".row-task");
    await page.keyboard.press("g");
    await page.keyboard.press("p");
    await page.getByRole("heading", { name: "Policy" }).waitFor();
    await expectSound(dana);
    await page.keyboard.press("g");
    await page.keyboard.press("q");
    await page.waitForSelector(".row-task");
    await page.keyboard.press("?");
    const sheet = page.getByRole("dialog", { name: "Shortcuts" });
    await sheet.waitFor();
    const named = await sheet.locator("dd").allInnerTexts();
    for (const label of ["Go to Log", "Claim, or release", "Snooze, or put back", "View: High risk", "Commands"])
      expect(named).toContain(label);
    await expectSound(dana);
    await sheet.getByLabel("Single-key shortcuts").press("Space");
    await page.keyboard.press("Escape");
    await page.keyboard.press("j");
    await page.keyboard.press("?");
    expect(await page.locator(".row[data-cursor], dialog").count()).toBe(0);
    await page.keyboard.press("Control+k");
    await page.keyboard.type("switch single");
    await page.keyboard.press("Enter");
    await expect
      .poll(() => page.evaluate(() => localStorage.getItem("countersign.preferences")))
      .toContain('"singleKeys":true');
  });

  it("has every command in the palette, and every colour in the theme that somebody prefers", async () => {
    await using dana = await visit(browser, { as: "dana" });
    const { page } = dana;
    await page.waitForSelector(".row-task");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("theme");
    await page.getByRole("option", { name: /^Theme: system, change to dark/ }).waitFor();
    await expectSound(dana);
    await page.keyboard.press("Enter");
    await expect
      .poll(() => page.evaluate(() => getComputedStyle(document.body).backgroundColor))
      .toBe("rgb(19, 20, 23)");
    await expectSound(dana);
    await page.emulateMedia({ forcedColors: "active" });
    await expectSound(dana);
  });

  it("is for small screens too", async () => {
    await using dana = await visit(browser, { as: "dana", width: 390 });
    await dana.page.waitForSelector(".row-task");
    expect(await dana.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    const title = await dana.page.locator(".row-task .cell-title").first().boundingBox();
    expect([title?.x, title?.width].map((one) => Math.round((one ?? 0) / 100))).toEqual([1, 2]);
    await expectSound(dana);
  });

  it("a session that ends takes nothing along: what was being written is there, and goes on when the same person is back", async () => {
    const secret = await cookieOf(origin, folder, "dana");
    await using dana = await visit(browser);
    const { page, context } = dana;
    await context.addCookies([{ name: "countersign", value: secret, url: origin, httpOnly: true, sameSite: "Strict" }]);
    await page.reload();
    await page.waitForSelector(".row-task");
    await page
      .locator(".row-task")
      .first()
      .click({ position: { x: 500, y: 30 } });
    await page.keyboard.press("s");
    await page.getByLabel("Or until").fill("2030-01-02T03:04");
    const cookie = `countersign=${secret}`;
    const me: { readonly csrf: string } = await (await fetch(`${origin}/v1/me`, { headers: { cookie } })).json();
    const ended = await fetch(`${origin}/v1/session`, {
      method: "DELETE",
      headers: { cookie, origin, "sec-fetch-site": "same-origin", "x-countersign-csrf": me.csrf },
    });
    expect(ended.status).toBe(204);
    await page
      .getByRole("dialog", { name: "Snooze" })
      .getByRole("button", { name: "Snooze", exact: true })
      .click({ force: true });
    const over = page.getByRole("dialog", { name: "Your session has ended" });
    await over.waitFor();
    await expectSound(dana);
    await page.keyboard.press("Escape");
    expect(await over.isVisible()).toBe(true);
    await over.getByRole("button", { name: "Sign in with an SSH key instead" }).click();
    await over.getByRole("button", { name: "Show the command" }).click();
    await over
      .getByLabel("What it printed")
      .fill(await sshSign(folder, "dana", await over.locator(".copy pre").innerText()));
    await over.getByRole("button", { name: "Sign in", exact: true }).click();
    await over.waitFor({ state: "detached" });
    await expect.poll(() => page.locator(".notice").innerText()).toContain("snoozed until 2 Jan 2030 03:04");
    await page.keyboard.press("u");
    await expect.poll(() => page.locator(".notice").innerText()).toContain("back in the queue");
  });
});

describe("a browser that two people use", () => {
  it("shows each who it is and what is theirs, also where the other signed in on another tab", async () => {
    await using both = await visit(browser, { as: "dana" });
    const { page, context } = both;
    await page.waitForSelector(".row-task");
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.locator(".selection").waitFor();
    await context.addCookies([
      { name: "countersign", value: cookies.mira, url: origin, httpOnly: true, sameSite: "Strict" },
    ]);
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await expect.poll(() => page.locator(".chip").textContent()).toBe("mira · lumen · operator");
    await page.locator("h1", { hasText: "Nothing needs you." }).waitFor();
    expect(await page.locator(".selection").count()).toBe(0);
  });
});

describe("the browser", () => {
  it("holds one connection for eight tabs, two more than HTTP/1.1 lets through", async () => {
    await using first = await visit(browser, { as: "dana" });
    const tabs = await Promise.all(
      Array.from({ length: 7 }, async () => {
        const page = await first.context.newPage();
        await page.goto(`${origin}/`);
        return page;
      }),
    );
    for (const page of [first.page, ...tabs])
      await expect.poll(() => page.locator(".live").innerText(), { timeout: 15_000 }).toBe("Live");
    expect(await (await fetch(`${control}/streams`)).text()).toBe("1");
  });

  it("D22: frames the app nowhere, and runs, loads and posts nothing that is not its own", async () => {
    await using dana = await visit(browser, { as: "dana" });
    const { page } = dana;
    await page.waitForSelector(".row-task");
    const refused = await page.evaluate(async () => {
      const attempts: Readonly<Record<string, () => unknown>> = {
        html: () => Object.assign(document.createElement("div"), { innerHTML: "<b>x</b>" }),
        script: () => Object.assign(document.createElement("script"), { src: "data:text/javascript,1" }),
        policy: () =>
          Reflect.get(globalThis, "trustedTypes").createPolicy("another", { createHTML: (text: string) => text }),
        worker: () => new SharedWorker("data:text/javascript,1"),
      };
      const outcomes = Object.entries(attempts).map(([name, attempt]) => {
        try {
          attempt();
          return `${name} ran`;
        } catch {
          return `${name} refused`;
        }
      });
      const elsewhere = await fetch("https://evil.example/").then(
        () => "fetch ran",
        () => "fetch refused",
      );
      return [...outcomes, elsewhere];
    });
    expect(refused).toEqual(["html refused", "script refused", "policy refused", "worker refused", "fetch refused"]);
    expect((await dana.violations()).length).toBeGreaterThanOrEqual(5);
    const answer = await fetch(`${own}/`);
    for (const header of ["x-frame-options", "content-security-policy"])
      expect(answer.headers.get(header)).toMatch(/DENY|frame-ancestors 'none'/);
  });
});

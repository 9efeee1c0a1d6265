import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Browser } from "playwright-core";
import { expectSound, openBrowser, visit } from "./browser.testing.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

describe("the queue", () => {
  it("says first what needs somebody, and when it breaches", async () => {
    await using dana = await visit(browser, { as: "dana" });
    await dana.page.waitForSelector(".row-task");
    expect(await dana.page.locator("h1").innerText()).toMatch(/^2\d need you\. The first breaches in \d h/);
    expect(await dana.page.locator(".row-head").first().innerText()).toMatch(/^Needs you\s+2\d/);
    await expectSound(dana);
  });
});

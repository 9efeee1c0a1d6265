import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectSound, openBrowser, visit } from "./browser.testing.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

describe("a change", () => {
  it("says what its author says, what it does by the packet that decisions name, and what stops a decision", async () => {
    await using dana = await visit(browser, { as: "dana", path: "/#/queue?q=rounding", scheme: "dark" });
    const { page } = dana;
    await page.waitForSelector(".row-task");
    await page.keyboard.press("j");
    await page.keyboard.press("o");
    await page.getByRole("heading", { name: "Fix rounding in stats" }).waitFor();
    await page.getByText("hashed by this browser").waitFor();
    expect(await page.locator(".requirements").innerText()).toMatch(
      /algorithm needs 1 of oracle: dana, dora[\s\S]*data-flow needs 1 of data-guard: nils/,
    );
    await page.locator(".requirements summary").first().press("Enter");
    await expect
      .poll(() => page.locator(".requirement-inside").first().innerText())
      .toMatch(/It asks for 1 of oracle[\s\S]*Who can unblock it\s+you or dora\s*:\s*any of them decides as oracle/);
    expect(await page.locator(".claim-check").innerText()).toContain(
      'The author says "rounding", and this changes: packed profile visit 4.0 → 2.0 (halved)',
    );
    const findings = (await page.locator(".findings .risk").allInnerTexts()).map((text) => text.trim());
    expect(findings).toEqual(["critical", "medium"]);
    expect(await page.getByRole("region", { name: "Ledger parameter" }).innerText()).toMatch(
      /packed\[profile_visit\]\s+4\.0\s+2\.0\s+−50 %/,
    );
    expect(await page.locator(".since").innerText()).toContain("All of it: you have not looked at this proposal yet.");
    await expectSound(dana);
    await page.getByRole("button", { name: "I have looked at this revision" }).press("Enter");
    await expect
      .poll(() => page.locator(".since").innerText())
      .toMatch(/You looked at this revision, [\s\S]*Nothing that is in scope differs since\./);
    await page.keyboard.press("c");
    await expect.poll(() => page.locator(".claim-bar").innerText()).toMatch(/^You are at it as oracle, until/);
    await page.keyboard.press("c");
    await expect.poll(() => page.locator(".claim-bar").innerText()).toMatch(/^Nobody is at it as oracle\./);
    await page.keyboard.press("Escape");
    await page.waitForSelector(".row-task");
  });

  it("D18 D23: a service that sends another packet than the change record names is found out, and nothing of it is shown", async () => {
    await using dana = await visit(browser, { as: "dana", path: "/#/queue?q=rounding" });
    const { page } = dana;
    await page.route("**/packet", async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: (await answer.text()).replaceAll("R4", "R1") });
    });
    await page.locator(".row-task a").first().click();
    await expect.poll(() => page.getByRole("alert").innerText()).toContain("web.digest");
    expect(await page.locator(".findings").count()).toBe(0);
    await expectSound(dana);
  });
});

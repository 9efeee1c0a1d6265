import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { axeFindings, expectSound, openBrowser, visit } from "./browser.testing.ts";
import { HOSTILE_PATH, HOSTILE_TITLE } from "./hostile-change.testing.ts";

const { origin, control, cookies } = inject("stage");
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** Does something as somebody else, beside every page. */
async function as(person: keyof typeof cookies, method: string, path: string, body?: object): Promise<Response> {
  const cookie = `countersign=${cookies[person]}`;
  const me: { readonly csrf: string } = await (await fetch(`${origin}/v1/me`, { headers: { cookie } })).json();
  return fetch(`${origin}${path}`, {
    method,
    headers: { cookie, origin, "sec-fetch-site": "same-origin", "x-countersign-csrf": me.csrf },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function taskOf(title: string, role: string): Promise<{ readonly change: string }> {
  const cookie = `countersign=${cookies.dana}`;
  const q = encodeURIComponent(`role:${role} "${title}"`);
  const { items } = await (await fetch(`${origin}/v1/queue?q=${q}`, { headers: { cookie } })).json();
  return items[0];
}

const row = (page: Page, title: string) => page.locator(".row-task", { hasText: title }).first();
const cursor = (page: Page) => page.locator(".row[data-cursor] .cell-title a");
const top = async (page: Page, title: string) => (await row(page, title).boundingBox())?.y;

describe("the queue", () => {
  it("says first what needs somebody and when it breaches; then whose turn it is, row by row", async () => {
    await using dana = await visit(browser, { as: "dana" });
    const { page } = dana;
    await page.waitForSelector(".row-task");
    expect(await page.locator("h1").innerText()).toMatch(/^2\d need you\. The first breaches in \d/);
    expect(await page.locator(".row-head").first().innerText()).toMatch(/^Needs you\s+2\d/);
    expect((await row(page, "Better model").innerText()).replaceAll("\n", " | ")).toMatch(
      /^critical \| Better model \| The model heavy\.txt has other contents; .* \| lumen change\/13 \| oracle · v1 \| You \| to decide as oracle \| 3 h \d+ m left/,
    );
    expect((await row(page, "Better model").boundingBox())?.height).toBe(44);
    await expect.poll(() => page.locator(".live").innerText()).toBe("Live");
    await expectSound(dana);
  });

  it("is worked with the keyboard alone: move, peek, claim, undo, select, snooze, open", async () => {
    await using dana = await visit(browser, { as: "dana", scheme: "dark" });
    const { page } = dana;
    const press = (key: string) => page.keyboard.press(key);
    await page.waitForSelector(".row-task");
    await press("j");
    const first = await cursor(page).innerText();
    await press("j");
    const second = await cursor(page).innerText();
    expect(second).not.toBe(first);
    await press("k");
    expect(await cursor(page).innerText()).toBe(first);
    expect(await page.evaluate(() => document.activeElement?.getAttribute("role"))).toBe("grid");

    await press("Space");
    await page.locator(".peek h2", { hasText: first }).waitFor();
    await page.locator(".peek .facts").waitFor();
    await press("j");
    await page.locator(".peek h2", { hasText: second }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await press("Escape");

    await press("c");
    await expect.poll(() => row(page, second).locator(".cell-claim").innerText()).toMatch(/^you\n(29|30) m left$/);
    await press("u");
    await expect.poll(() => row(page, second).locator(".cell-claim").innerText()).toBe("");

    await press("x");
    await press("j");
    await press("x");
    expect(await page.locator(".selection").innerText()).toMatch(/^2 selected of 2\d shown\./);
    await press("c");
    await page.getByRole("dialog", { name: "Claim" }).getByText("2 of").waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await press("Enter");
    await expect.poll(() => page.locator(".claim.mine").count()).toBe(2);
    await press("u");
    await expect.poll(() => page.locator(".claim.mine").count()).toBe(0);

    const third = await cursor(page).innerText();
    await press("s");
    await page.getByRole("dialog", { name: "Snooze" }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await press("Enter");
    await expect.poll(() => page.locator(".notice").innerText()).toContain("snoozed until");
    await press("u");
    await expect.poll(() => page.locator(".notice").innerText()).toContain("back in the queue");
    expect(await cursor(page).innerText()).toBe(third);

    await press("o");
    await page.locator("#change-title", { hasText: third }).waitFor();
    expect(await dana.violations()).toEqual([]);
  });

  it("never moves the row under the cursor: what others do is said in place, and comes into order when it is asked for", async () => {
    await using dana = await visit(browser, { as: "dana" });
    const { page } = dana;
    await page.waitForSelector(".row-task");
    for (let steps = 0; steps < 3; steps += 1) await page.keyboard.press("j");
    const title = await cursor(page).innerText();
    const [before, { change }] = [
      await top(page, title),
      await taskOf(await page.locator(".row-task .cell-title a").first().innerText(), "oracle"),
    ];
    expect((await as("dora", "POST", `/v1/queue/${change}/oracle/claim`, {})).status).toBe(200);
    await expect
      .poll(() => page.locator(".row-task").first().locator(".cell-claim").innerText(), { timeout: 8_000 })
      .toMatch(/^dora/);
    expect(await top(page, title)).toBe(before);
    await page.locator(".staged button").waitFor();
    await page.keyboard.press(".");
    await page.locator(".row-head", { hasText: "Claimed by others" }).waitFor();
    expect(await cursor(page).innerText()).toBe(title);
    await as("dora", "DELETE", `/v1/queue/${change}/oracle/claim`);
  });

  it("a task that somebody else is at is taken over with a reason, which everybody reads", async () => {
    const { change } = await taskOf("Tune reply weight", "oracle");
    expect((await as("dora", "POST", `/v1/queue/${change}/oracle/claim`, {})).status).toBe(200);
    await using dana = await visit(browser, { as: "dana", path: "/#/queue?q=weight" });
    const { page } = dana;
    await row(page, "Tune reply weight").click({ position: { x: 500, y: 30 } });
    await page.keyboard.press("c");
    const dialog = page.getByRole("dialog", { name: "Somebody is at it" });
    await dialog.waitFor();
    expect(await dialog.innerText()).toContain("dora claimed Tune reply weight, until");
    await expectSound(dana);
    await page.keyboard.type("dora is on leave <b>today</b>");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect.poll(() => row(page, "Tune reply weight").locator(".cell-claim").innerText()).toMatch(/^you/);
    await page.keyboard.press("Space");
    await expect
      .poll(() => page.locator(".peek .claims").innerText())
      .toMatch(/dana took it over from dora “dora is on leave <b>today<\/b>”/);
    await as("dana", "DELETE", `/v1/queue/${change}/oracle/claim`);
  });
});

describe("an empty queue", () => {
  it("says that nothing needs somebody, what is next for others, and where the rest is", async () => {
    await using mira = await visit(browser, { as: "mira" });
    const { page } = mira;
    await page.locator("h1", { hasText: "Nothing needs you." }).waitFor();
    await expect
      .poll(() => page.locator(".empty").innerText())
      .toMatch(/^Next for others: .+, lumen change\/\d\d, due (?:\d+ \w+ )?\d\d:\d\d · in 3 h/);
    await expect
      .poll(() => page.locator(".row-head").first().innerText())
      .toMatch(/Waiting on other reviewers\s+[4-6]\d$/);
    await expectSound(mira);
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".row-task");
  });
});

describe("a query", () => {
  it("is completed, is the address, and what is wrong with it is said with its code and place", async () => {
    await using dana = await visit(browser, { as: "dana" });
    const { page } = dana;
    await page.waitForSelector(".row-task");
    await page.keyboard.press("/");
    await page.keyboard.type("ri");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("option", { name: ">=R3" }).waitFor();
    await expectSound(dana);
    await page.keyboard.type("R2");
    await page.keyboard.press("Enter");
    const shown = async () => (await page.locator(".row-task .risk").allInnerTexts()).map((text) => text.trim());
    await expect.poll(async () => [...new Set(await shown())]).toEqual(["medium"]);
    expect(new URL(page.url()).hash).toBe("#/queue?q=risk%3AR2");
    const before = await shown();
    await page.reload();
    await expect.poll(shown).toEqual(before);
    await page.keyboard.press("/");
    await page.keyboard.type("risk:huge");
    await page.keyboard.press("Enter");
    await expect
      .poll(() => page.getByRole("alert").innerText())
      .toMatch(/^At 6: not a risk such as R3[\s\S]*queue\.query/);
    expect(await page.locator("h1").innerText()).toBe("This query cannot be read.");
  });

  it("that nothing matches is no empty queue: each condition can be dropped, and it is said what that would show", async () => {
    await using dana = await visit(browser, { as: "dana", path: "/#/queue?q=risk%3AR2+path%3Atrain%2F**" });
    const { page } = dana;
    await page.getByText("Nothing matches.").waitFor();
    await expect
      .poll(() => page.locator(".empty li").allInnerTexts())
      .toEqual([
        expect.stringMatching(/^Without risk:R2 \d+$/),
        expect.stringMatching(/^Without path:train\/\*\* \d+$/),
        "Without all of it",
      ]);
    await expectSound(dana);
    await page.getByRole("link", { name: "Without risk:R2" }).press("Enter");
    await page.waitForSelector(".row-task");
  });

  it("the views are links, on the keys 1 to 9", async () => {
    await using dana = await visit(browser, { as: "dana" });
    await dana.page.waitForSelector(".row-task");
    await dana.page.keyboard.press("2");
    await expect.poll(() => new URL(dana.page.url()).hash).toBe("#/queue?q=risk%3A%3E%3DR3");
    await dana.page.keyboard.press("6");
    await expect.poll(() => dana.page.locator(".views [aria-current]").innerText()).toMatch(/^Decided/);
  });
});

describe("what others wrote", () => {
  it("D22 D5: markup, script and controls of a change are text, in list, peek and change, and nothing runs or loads", async () => {
    await using dana = await visit(browser, { as: "dana", path: "/#/queue?q=proposal%3Arefs%2Fheads%2Fchange%2F98" });
    const { page } = dana;
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).origin));
    const shown = HOSTILE_TITLE.replace("\u{202e}", "\\u{202e}").replace("\u{200b}", "\\u{200b}");
    await expect.poll(() => page.locator(".row-task .cell-title a").first().innerText()).toBe(shown);
    await page
      .locator(".row-task")
      .first()
      .click({ position: { x: 500, y: 30 } });
    await page.keyboard.press("Space");
    await expect.poll(() => page.locator(".peek h2").innerText()).toBe(shown);
    await page.locator(".peek .facts").waitFor();
    await page.keyboard.press("o");
    await expect.poll(() => page.locator("#change-title").innerText()).toBe(shown);
    await page.getByText(HOSTILE_PATH).first().waitFor();
    expect(await page.locator("main img, main script, main svg[onload], main iframe").count()).toBe(0);
    expect([...new Set(asked)]).toEqual([origin]);
    await expectSound(dana);
  });
});

describe("a service that does not answer", () => {
  it("never looks like an empty queue, is said with the time, and what was done meanwhile is done when it is back", async () => {
    await using dana = await visit(browser, { as: "dana", path: "/#/queue?q=Promote" });
    const { page } = dana;
    await row(page, "Promote module").waitFor();
    await expect.poll(() => page.locator(".live").innerText()).toBe("Live");
    await page.clock.install();
    await fetch(`${control}/away`);
    await page.locator("[data-grid]").focus();
    await page.keyboard.press("j");
    await page.keyboard.press("c");
    await expect.poll(() => page.locator(".notice").innerText()).toBe("1 to do: waiting for the service.");
    await expect.poll(() => page.locator(".live").innerText(), { timeout: 8_000 }).toMatch(/^Reconnecting/);
    await page.clock.fastForward(31_000);
    await expect.poll(() => page.locator(".live").innerText()).toMatch(/^Stale since \d\d:\d\d$/);
    expect(await row(page, "Promote module").isVisible()).toBe(true);
    expect(await axeFindings(page)).toEqual([]);
    await fetch(`${control}/back`);
    await expect
      .poll(
        () => page.clock.fastForward(3_000).then(() => row(page, "Promote module").locator(".cell-claim").innerText()),
        { timeout: 15_000 },
      )
      .toMatch(/^you/);
    const { change } = await taskOf("Promote module", "oracle");
    expect((await as("dana", "DELETE", `/v1/queue/${change}/oracle/claim`)).status).toBe(200);
  });

  it("from the first moment says so, and is asked again", async () => {
    await fetch(`${control}/away`);
    await using dana = await visit(browser, { as: "dana" });
    const { page } = dana;
    await expect.poll(() => page.getByRole("alert").innerText()).toContain("web.unreachable");
    await expectSound(dana);
    await fetch(`${control}/back`);
    await page.getByRole("button", { name: "Try again" }).press("Enter");
    await page.waitForSelector(".row-task");
  });
});

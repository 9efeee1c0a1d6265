import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { expectSound, openBrowser, visit } from "./browser.testing.ts";
import type { Visit } from "./browser.testing.ts";
import { EVERY_KIND, LONG_LINE, MANY_LINES, reviseEveryKind } from "./every-kind.testing.ts";
import { HOSTILE_PATH, HOSTILE_ROW } from "./hostile-change.testing.ts";

const { origin, cookies, folder } = inject("stage");
const ROUNDING = '"Fix rounding in stats"';
const PROPOSED = "proposal:refs/heads/change/97";
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

async function changeOf(wanted: string): Promise<string> {
  const q = encodeURIComponent(`role:oracle ${wanted}`);
  const answer = await fetch(`${origin}/v1/queue?q=${q}`, { headers: { cookie: `countersign=${cookies.dana}` } });
  const { items }: { readonly items: readonly { readonly change: string; readonly state: string }[] } =
    await answer.json();
  return items.find(({ state }) => state === "open")?.change ?? "";
}

async function open(
  wanted: string,
  options: Omit<Parameters<typeof visit>[1] & object, "path" | "as"> = {},
): Promise<Visit> {
  const opened = await visit(browser, { ...options, as: "dana", path: `/#/changes/${await changeOf(wanted)}` });
  await opened.page.locator(".difference-body, .difference .problem").first().waitFor();
  return opened;
}

const file = (page: Page, path: string) => page.locator(".file", { has: page.locator("h3", { hasText: path }) });
const rows = (page: Page, path: string) => file(page, path).locator(".line");

/** A file whose rows came near the view, and are there. */
async function near(page: Page, path: string) {
  const found = file(page, path);
  await found.scrollIntoViewIfNeeded();
  await found.locator(".line").first().waitFor({ state: "attached" });
  await found.locator(".line").first().scrollIntoViewIfNeeded();
  return found;
}
const said = (page: Page) => page.locator(".said").innerText();

describe("the difference of a change", () => {
  it("shows git's rows with words and colours, unified and split, and says that they have their digest", async () => {
    await using dana = await open(ROUNDING);
    const { page } = dana;
    const weights = await near(page, "config/weights.yaml");
    await weights.locator(".token-property").first().waitFor();
    expect(await rows(page, "config/weights.yaml").filter({ hasText: "packed" }).allTextContents()).toEqual([
      'packed: "profile_visit=4.0 dwell=0.6"',
      'packed: "profile_visit=2.0 dwell=0.6"',
    ]);
    expect(await weights.locator(".word").allTextContents()).toEqual(["4", "2"]);
    expect(await page.locator(".difference-line").innerText()).toContain("all rows are here and have the digest");
    expect(await weights.locator(".file-facts").innerText()).toContain("in scope");
    await expectSound(dana);
    await page.keyboard.press("=");
    const pair = weights.locator(".split .line", { has: page.locator(".code.removed") });
    await expect
      .poll(() => pair.locator(".code").allTextContents())
      .toEqual(['packed: "profile_visit=4.0 dwell=0.6"', 'packed: "profile_visit=2.0 dwell=0.6"']);
    await page.reload();
    await pair.waitFor();
    await expectSound(dana);
  });

  it("D9 D22: each kind of file has a card and none is blank; what is out of scope says so", async () => {
    await using dana = await open(PROPOSED, { scheme: "dark" });
    const { page } = dana;
    const card = (path: string) => file(page, path).locator(".card").allTextContents();
    expect(await card("models/opaque.bin")).toEqual([
      expect.stringMatching(
        /^Binary Git shows no lines of it\. Content nothing became [0-9a-f]{40}\. Inspect it elsewhere\.$/,
      ),
    ]);
    expect(await card("src/print.ts")).toEqual(["Mode 100644 (a file) became 100755 (a program that may be run)."]);
    expect(await card("config/link.yaml")).toEqual([expect.stringMatching(/^Symbolic link /)]);
    for (const [path, became] of Object.entries({ "src/main.ts": "deleted", "src/start.ts": "added" }))
      expect(await file(page, path).locator(".file-facts").innerText()).toContain(became);
    expect(await card("models/large.bin")).toEqual([expect.stringMatching(/^Git LFS The rows are a pointer\./)]);
    expect(await card("config/empty.yaml")).toEqual(["Empty A file without content was added."]);
    expect(await file(page, "docs/notes.md").locator(".file-facts").innerText()).toContain("out of scope");
    const paths = (await page.locator(".file h3").allTextContents()).map((path) => path.trim());
    expect(paths).toEqual(paths.toSorted());
    expect(await page.locator(".tree-file").count()).toBe(paths.length);
    await expectSound(dana);
  });

  it("D5 D7: what would not be seen as what it is stands in a box, and the file's head warns of it", async () => {
    await using dana = await open(PROPOSED);
    const hidden = await near(dana.page, "config/hidden.yaml");
    expect(await hidden.locator(".code").allTextContents()).toEqual([
      "admin: \\u{202e}eslaf\\u{202c} # safe",
      "user\\u{200b}name: 1",
      "p\u{430}\\u{430}ypal: 2",
      "one: 1\\u{d}two: 2\\u{85}three: 3\\u{2028}four",
      "colour: \\u{1b}[31mred",
      "byte: \\xff",
    ]);
    expect(await hidden.locator(".code .escape").count()).toBe(9);
    expect(await hidden.locator(".warning").innerText()).toMatch(
      /^Not what it looks like 2 × turns the order of the text; 4 × control character; 1 × not drawn by itself; 1 × byte/,
    );
    await expectSound(dana);
  });

  it("D22: markup in rows and paths is text", async () => {
    await using dana = await open("proposal:refs/heads/change/98", { width: 400 });
    const { page } = dana;
    await expect.poll(() => rows(page, HOSTILE_PATH).allTextContents()).toEqual([HOSTILE_ROW]);
    expect(await page.locator("main img, main script, main svg[onload]").count()).toBe(0);
    await expectSound(dana);
  });

  it("D6: a long line is cut and says so, and is shown whole when it is asked for", async () => {
    await using dana = await open(PROPOSED);
    const long = (await near(dana.page, "config/long.yaml")).locator(".line");
    const button = long.getByRole("button", { name: /^Show the other \d+ characters/ });
    await button.click();
    await expect.poll(() => long.first().locator(".text").textContent()).toContain("x".repeat(LONG_LINE));
    expect(await long.last().textContent()).toContain("no line feed at the end of the file");
  });

  it("what both sides have is not shown and says so, and comes 20 lines at a time or all", async () => {
    await using dana = await open(PROPOSED);
    const { page } = dana;
    const boost = await near(page, "train/boost.ts");
    const bars = boost.locator(".bar-text");
    await expect.poll(() => bars.first().textContent()).toBe("53 lines, the same on both sides, are not shown.");
    await boost.getByRole("button", { name: "Show the last 20 of the lines that are not shown" }).first().click();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("↑ 20");
    await expect.poll(() => bars.first().textContent()).toBe("33 lines, the same on both sides, are not shown.");
    await page.keyboard.press("t");
    await page.getByRole("combobox", { name: "File" }).fill("boost");
    await page.keyboard.press("Enter");
    await expect.poll(() => said(page)).toContain("train/boost.ts");
    await page.keyboard.press("Shift+E");
    await expect.poll(() => bars.count()).toBe(0);
    const numbers = await boost.locator(".line").evaluateAll((all) => all.map((one) => Number(one.dataset["new"])));
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, at) => at + 1));
    expect(numbers.length).toBeGreaterThan(119);
  });

  it("rows that moved say where to, and one is taken there", async () => {
    await using dana = await open(PROPOSED);
    const { page } = dana;
    const note = (await near(page, "src/world/world.ts")).locator(".note");
    expect(await note.textContent()).toMatch(
      /^These 12 lines moved away to src\/world\/apart\.ts line 1, unchanged\. Where to$/,
    );
    await note.getByRole("button").click();
    await expect.poll(() => file(page, "src/world/apart.ts").locator("[data-current]").count()).toBe(1);
  });

  it("steps from change to change and from file to file by keys, and says what each is", async () => {
    await using dana = await open(ROUNDING);
    const { page } = dana;
    await page.getByText("all rows are here").waitFor();
    const heard: string[] = [];
    for (const key of ["n", "F7", "n", "p", "[", "]"]) {
      const before = await said(page);
      await page.keyboard.press(key);
      await expect.poll(() => said(page)).not.toBe(before);
      heard.push(await said(page));
    }
    expect(heard.slice(0, 4)).toEqual([
      "changed, line 9, 1 word",
      "changed, line 24, 1 word",
      "nothing further down",
      "changed, line 9, 1 word",
    ]);
    expect(heard[5]).toContain("served-stats.ts");
  });

  it("a finding leads to its line, one that no hunk shows too", async () => {
    await using dana = await open(ROUNDING);
    const { page } = dana;
    await page.locator(".findings .place", { hasText: "config/weights.yaml:9" }).first().click();
    await expect.poll(() => page.locator("[data-current] .text").innerText()).toMatch(/^packed: /);
  });

  it("asks for slices as one scrolls, and compares the digest once all are here", async () => {
    await using dana = await open(PROPOSED);
    const { page } = dana;
    const many = file(page, "train/words.txt");
    await many.scrollIntoViewIfNeeded();
    await expect.poll(() => many.locator(".line").count()).toBeGreaterThan(0);
    await many.locator(".coming").scrollIntoViewIfNeeded();
    await expect.poll(() => many.locator(".line").count()).toBe(MANY_LINES);
    expect(await many.locator(".coming").count()).toBe(0);
  });
});

describe("a service that lies about a difference", () => {
  const lies = [
    ["another row", /\/rows\/\d+\?/, (text: string) => text.replace("profile_visit=2.0", "profile_visit=4.0")],
    [
      "a file left out",
      /\/rows(?:\?|$)/,
      (text: string) => text.replace(/\{"added":1[^{}]*weights\.yaml[^{}]*\},/, ""),
    ],
    ["another content", /\/rows(?:\?|$)/, (text: string) => text.replace(/(?<="newOid":")[0-9a-f]{2}/, "00")],
    [
      "another digest",
      /\/rows(?:\?|$)/,
      (text: string) => text.replace(/(?<="sha256":")[0-9a-f]{2}(?=[0-9a-f]{62}","version")/, "00"),
    ],
    [
      "another record",
      /\/v1\/changes\/[0-9a-f]{64}$/,
      (text: string) => text.replace(/(?<="entries":\[\[")config/, "confix"),
    ],
  ] as const;

  it.each(lies)("D18 D23: %s is found out, and no row is shown", async (_what, url, lie) => {
    await using dana = await visit(browser, { as: "dana" });
    const { page } = dana;
    await page.route(url, async (route) => {
      const answer = await route.fetch();
      const text = await answer.text();
      const told = lie(text);
      await route.fulfill({ response: answer, body: told });
    });
    await page.goto(`${origin}/#/changes/${await changeOf(ROUNDING)}`);
    const problem = page.locator(".difference .problem");
    await expect.poll(() => problem.innerText()).toMatch(/web\.digest|statement\.changeDigest/);
    expect(await page.locator(".difference .line").count()).toBe(0);
    await expectSound(dana);
  });
});

describe("what is new to somebody", () => {
  it("is shown first after one looked at an earlier revision; the whole change is one key away", async () => {
    const before = await changeOf(PROPOSED);
    await using dana = await open(PROPOSED, { width: 400, scheme: "dark" });
    const { page } = dana;
    expect(await page.locator("#change-title").innerText()).toBe(EVERY_KIND);
    await page.getByRole("button", { name: "I have looked at this revision" }).press("Enter");
    await expect.poll(() => page.locator(".since").innerText()).toContain("You looked at this revision");
    await reviseEveryKind(join(folder, "lumen"));
    await expect.poll(() => changeOf(PROPOSED), { timeout: 60_000 }).not.toBe(before);
    await page.goto(`${origin}/#/changes/${await changeOf(PROPOSED)}`);
    const paths = () => page.locator(".file h3").allTextContents();
    await expect.poll(async () => (await paths()).map((path) => path.trim())).toEqual(["config/empty.yaml"]);
    expect(await page.locator(".compared").innerText()).toContain(
      "Only what differs from the revision that you looked at",
    );
    await expect.poll(() => rows(page, "config/empty.yaml").allTextContents()).toEqual(["boost: 2"]);
    await expectSound(dana);
    await page.keyboard.press("i");
    await expect.poll(async () => (await paths()).length).toBeGreaterThan(9);
    await page.keyboard.press("i");
    await expect.poll(async () => (await paths()).length).toBe(1);
  });
});

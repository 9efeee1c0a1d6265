import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { publicPages } from "../src/host/index.ts";
import type { PublicRule } from "../src/index.ts";
import { DAY, HOUR, NOON, exampleLog, finding } from "../src/example-log.testing.ts";
import { axeFindings, openBrowser, visit } from "./browser.testing.ts";

const SHOTS = process.env["COUNTERSIGN_SHOTS"];
const HOSTILE = `<img src=x onerror=alert(1)>\u202e</li><script>alert(2)</script> javascript:alert(3)`;
const WITHHELD: PublicRule = {
  effects: "everybody",
  delay: DAY,
  withheld: [{ class: "abuse", why: "It would help who floods the feed." }],
};

let browser: Browser;
let address: string;
let close: () => void;

beforeAll(async () => {
  browser = await openBrowser();
  const log = story();
  const pages = publicPages({
    service: "https://countersign.acme.example",
    read: async () => log.source(WITHHELD),
    kept: { get: async () => undefined, put: async () => {} },
    now: () => NOON * 1000,
    failed: (error) => {
      throw error;
    },
  });
  const server = createServer((request, response) => {
    void pages(request, response).then((done) => done || response.writeHead(404).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/public`;
  close = () => server.close();
});
afterAll(async () => {
  await browser.close();
  close();
});

function story() {
  const log = exampleLog();
  const words = ["approve", "approve", "approve", "hold", "approve", "reject"] as const;
  for (let index = 0; index < 24; index++) {
    const time = NOON - (27 - index) * DAY;
    const weight = finding("watch_time in the objective", { before: "0.31", after: `0.${32 + index}` });
    const findings = index % 5 === 0 ? [weight, finding("a spam rule", { class: "abuse" })] : [weight];
    const change = log.capture(time, index === 9 ? [finding(HOSTILE, { before: HOSTILE })] : findings);
    log.decide(time + 2 * HOUR + index * 300, change, words[index % words.length] ?? "approve");
  }
  log.incident(NOON - 2 * DAY, "change.landed-before-review", HOSTILE);
  log.capture(NOON - HOUR);
  return log;
}

it.each([
  ["light", 1200],
  ["dark", 1200],
  ["light", 360],
  ["dark", 360],
] as const)(
  "D22: the public page in %s at %i pixels reads without script, and axe finds nothing",
  async (scheme, width) => {
    await using plain = await visit(browser, address, { scheme, width, script: false });
    expect(await plain.page.locator(".first").textContent()).toContain("25 changes to the recommender");
    expect(await plain.page.locator(".first").textContent()).toContain("1 landed or deployed without review");
    expect(plain.faults).toEqual([]);
    if (SHOTS !== undefined)
      await plain.page.screenshot({ path: `${SHOTS}/public-${scheme}-${width}.png`, fullPage: true });
    await using visited = await visit(browser, address, { scheme, width });
    const wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth";
    expect(await visited.page.evaluate(wide)).toBe(false);
    const scripts = "document.querySelectorAll('script, img, iframe, [style], [onerror]').length";
    expect(await visited.page.evaluate(scripts)).toBe(0);
    expect(await axeFindings(visited.page)).toEqual([]);
    expect(visited.faults).toEqual([]);
  },
);

it("each number leads to the leaves that it is counted from", async () => {
  await using visited = await visit(browser, address, { script: false });
  await visited.page.locator(".first a").last().click();
  expect(visited.page.url()).toContain("#from-unreviewed");
  expect(await visited.page.locator("#from-unreviewed + dd").textContent()).toBe("49");
});

it("what is withheld says why and until when", async () => {
  await using visited = await visit(browser, address, { script: false });
  const text = (await visited.page.locator(".changes").textContent()) ?? "";
  expect(text).toContain("Withheld: It would help who floods the feed. No end is set.");
  expect(text).toContain("Withheld: It is shown after it is decided.");
});

it("prints", async () => {
  await using visited = await visit(browser, address, { scheme: "dark" });
  const pdf = await visited.page.pdf({ format: "A4" });
  expect(pdf.length).toBeGreaterThan(10_000);
});

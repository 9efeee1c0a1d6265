import { formatBase64, formatCanonical, formatEnvelope, parseBase64, parseEnvelope } from "@countersign/attest";
import { parseRecord } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import type { Browser, Page, Route } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { expectSound, openBrowser, visit } from "./browser.testing.ts";
import { askAs } from "./decisions.testing.ts";

const { origin } = inject("stage");
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

type Version = { readonly version: number; readonly sha256: string; readonly envelope: string };

async function versions(): Promise<readonly Version[]> {
  return (await (await askAs("dana", "GET", "/v1/policy/versions")).json()).items;
}

/** Has the service send other versions than it has. */
async function sendVersions(page: Page, lie: (items: readonly Version[]) => readonly Version[]): Promise<void> {
  await page.route("**/v1/policy/versions*", async (route) => {
    const answer = await route.fetch();
    const { items, ...rest } = await answer.json();
    await route.fulfill({ response: answer, json: { ...rest, items: lie(items) } });
  });
}

describe("the policy", () => {
  it("is said in words that the page makes of what was signed, with who signed each version and what it changed", async () => {
    const newest = (await versions()).at(-1)?.version ?? 0;
    await using dana = await visit(browser, { as: "dana", path: "/#/policy", scheme: "dark" });
    const { page } = dana;
    await page.getByText(`Version ${newest} is in force, its signatures verified by this browser`).waitFor();
    const text = await page.locator(".policy").innerText();
    expect(text).toMatch(/mira of lumen SHA256:[\s\S]*dana of oracle SHA256:[\s\S]*nils of nordsec SHA256:/);
    expect(text).toContain("oracle is a reviewer; its people are dana and dora.");
    expect(text).toContain("The next version of this policy needs the signatures of");
    expect(await page.locator(".versions > li").count()).toBe(newest);
    expect(
      await page
        .locator(".versions > li")
        .nth(newest - 2)
        .innerText(),
    ).toMatch(/weaker[\s\S]*docs\/\*\*/);
    await page.getByText("The document itself").click();
    await expectSound(dana);
    await page.goto(`${origin}/#/policy/1`);
    await page.getByText("Version 1 was in force until version 2").waitFor();
    expect(await page.locator(".policy-words").innerText()).toContain("oracle is a reviewer; its people are dana.");
    await page.goto(`${origin}/#/policy/99`);
    await page.getByText("There is no version 99").waitFor();
    await expectSound(dana);
  });

  it("is for small screens too, and each version leads to its leaf", async () => {
    await using dana = await visit(browser, { as: "dana", path: "/#/policy", width: 390 });
    const { page } = dana;
    await page.locator(".versions").waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await expectSound(dana);
    await page.locator(".versions > li").last().getByRole("link", { name: "leaf 0" }).click();
    await page.getByText("Policy version 1 comes into force.").waitFor();
  });
});

describe("a service that sends another policy", () => {
  const refused = async (page: Page, code: string) => {
    await page.goto(`${origin}/#/policy`);
    await page.reload();
    await expect.poll(() => page.getByRole("alert").innerText()).toContain(code);
    expect(await page.locator(".policy-words, .log-card").count()).toBe(0);
  };

  it("F2: signed by one side less is refused", async () => {
    await using dana = await visit(browser, { as: "dana" });
    await sendVersions(dana.page, (items) =>
      items.map((item) => {
        if (item.version !== 2) return item;
        const envelope = parseEnvelope(parseBase64(item.envelope));
        const signatures = envelope.signatures.slice(0, -1);
        return { ...item, envelope: formatBase64(formatEnvelope({ ...envelope, signatures })) };
      }),
    );
    await refused(dana.page, "policy.threshold");
    await expectSound(dana);
  });

  it("F3: left out in the middle, or without any, is refused", async () => {
    await using dana = await visit(browser, { as: "dana" });
    const { page } = dana;
    await sendVersions(page, () => []);
    await refused(page, "policy.missing");
    await page.unrouteAll({ behavior: "wait" });
    await sendVersions(page, (items) => items.slice(1));
    await refused(page, "policy.root");
  });

  it("F3 F11: that ends before one which was in force here is a rollback, though all signatures are good", async () => {
    await using dana = await visit(browser, { as: "dana", path: "/#/policy" });
    const { page } = dana;
    await page.locator(".versions").waitFor();
    const [first] = await versions();
    const { record } = parseRecord(nodeCrypto, "policy", parseEnvelope(parseBase64(first?.envelope ?? "")).payload);
    await sendVersions(page, (items) => items.slice(0, 1));
    await refused(page, "policy.rollback");
    await page.evaluate(() => localStorage.clear());
    await refused(page, "web.digest");
    const older = (route: Route) =>
      route.fulfill({ contentType: "application/json", body: Buffer.from(formatCanonical(record.policy)) });
    await page.route("**/v1/policy", older);
    await page.evaluate(() => localStorage.clear());
    await page.reload();
    await page.getByText("Version 1 is in force").waitFor();
    expect(await page.locator(".log-card").innerText()).toContain("seen for the first time");
  });

  it("F5: than the host of the page pins is refused at the first visit; the pinned one is believed", async () => {
    await using dana = await visit(browser, { as: "dana" });
    const { page } = dana;
    const pin = (root: string) =>
      page.route("**/service.json", (route) => route.fulfill({ json: { service: null, root } }));
    await pin("0".repeat(64));
    await refused(page, "policy.root");
    await expectSound(dana);
    await page.unrouteAll({ behavior: "wait" });
    await pin((await versions())[0]?.sha256 ?? "");
    await page.reload();
    await expect.poll(() => page.locator(".log-card").innerText()).toContain("which the host of this page pins");
  });
});

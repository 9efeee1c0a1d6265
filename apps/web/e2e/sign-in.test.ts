import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { addAuthenticator } from "./authenticator.testing.ts";
import { expectSound, openBrowser, visit } from "./browser.testing.ts";
import { amendPolicy } from "./command.testing.ts";
import { signInByKey } from "./people.testing.ts";

const { folder, own, origin } = inject("stage");
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

describe("signing in", () => {
  it("works with a key on this machine and stock ssh-keygen; scripts never see the session", async () => {
    await using nobody = await visit(browser, { scheme: "dark" });
    const { page } = nobody;
    await page.getByRole("button", { name: "Sign in with a passkey" }).waitFor();
    await expectSound(nobody);
    await signInByKey(page, folder, "dana");
    await page.waitForSelector(".row-task");
    expect(await page.locator(".chip").textContent()).toBe("dana · oracle");
    expect(await page.evaluate(() => [document.cookie, JSON.stringify({ ...sessionStorage })])).toEqual(["", "{}"]);
    await page.locator(".chip").press("Enter");
    await page.getByRole("button", { name: "Sign out" }).press("Enter");
    await page.getByRole("button", { name: "Sign in with a passkey" }).waitFor();
  });

  it.each([
    [
      "the bytes of a statement",
      { challenge: Buffer.from('{"_type":"https://in-toto.io/Statement/v1"}').toString("base64") },
    ],
    [
      "a statement beside the number",
      { nonce: Buffer.alloc(32).toString("base64"), time: new Date().toISOString(), payload: "e30=" },
    ],
    [
      "another origin",
      { nonce: Buffer.alloc(32).toString("base64"), time: new Date().toISOString(), origin: "https://evil.example" },
    ],
  ])("B23: a service that asks to sign %s is refused before any key is touched", async (_what, body) => {
    await using nobody = await visit(browser);
    const { page } = nobody;
    await page.route("**/v1/session/challenge", (route) => route.fulfill({ json: body }));
    await page.getByRole("button", { name: "Sign in with an SSH key instead" }).click();
    await page.getByRole("button", { name: "Show the command" }).click();
    await expect.poll(() => page.getByRole("alert").innerText()).toContain("auth.challenge");
    expect(await page.locator(".copy").count()).toBe(0);
    const devtools = await addAuthenticator(page);
    const asserted: unknown[] = [];
    devtools.on("WebAuthn.credentialAsserted", (event) => asserted.push(event));
    await page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await expect.poll(() => page.getByRole("alert").count()).toBe(2);
    expect(await page.getByRole("alert").first().innerText()).toContain("auth.challenge");
    expect(asserted).toEqual([]);
  });

  it("works on a page of the reviewer's own origin, with a session that this tab alone has", async () => {
    await using nobody = await visit(browser, { at: own });
    const { page } = nobody;
    await signInByKey(page, folder, "dora");
    await page.waitForSelector(".row-task");
    expect(await page.locator(".chip").textContent()).toBe("dora · oracle");
    expect(await nobody.context.cookies()).toEqual([]);
    await expect.poll(() => page.locator(".live").innerText()).toBe("Live");
    await page.reload();
    await page.waitForSelector(".row-task");
    await expectSound(nobody);
  });

  it("D21: a page that the policy does not list for somebody's organisation says that it only reads", async () => {
    await using nils = await visit(browser, { as: "nils" });
    await nils.page.locator(".chip").click();
    await expect.poll(() => nils.page.getByRole("dialog").innerText()).toContain("web.origin");
    await expectSound(nils);
    await using dana = await visit(browser, { as: "dana" });
    await dana.page.locator(".chip").click();
    await dana.page.getByText(/^Signed in/).waitFor();
    expect(await dana.page.getByRole("dialog").innerText()).not.toContain("web.origin");
  });
});

describe("a passkey", () => {
  it("is made here, listed by the policy that all sides sign, and then signs in; another browser needs one touch more at most", async () => {
    await using dana = await visit(browser, { as: "dana", path: "/#/passkey" });
    const { page, context } = dana;
    const devtools = await addAuthenticator(page);
    await page.getByRole("button", { name: "Make a passkey for dana" }).press("Enter");
    const line = await page.locator(".copy pre").first().innerText();
    expect(line).toMatch(/^keys: \["sk-ecdsa-sha2-nistp256@openssh\.com [A-Za-z0-9+/=]+ dana"\]$/);
    expect(await page.locator(".copy pre").nth(1).innerText()).toBe(
      `origins: [{origin: "${origin}", rpId: "localhost"}]`,
    );
    await expectSound(dana);

    await context.clearCookies();
    await page.reload();
    await page.getByRole("button", { name: "Sign in with a passkey" }).press("Enter");
    await expect.poll(() => page.getByRole("alert").innerText()).toContain("auth.not-in-policy");

    await listKey(line.slice('keys: ["'.length, -2));
    const touches: unknown[] = [];
    devtools.on("WebAuthn.credentialAsserted", (event) => touches.push(event));
    await page.getByRole("button", { name: "Sign in with a passkey" }).press("Enter");
    await page.locator(".chip").waitFor();
    expect(await page.locator(".chip").textContent()).toBe("dana · oracle");
    expect(touches).toHaveLength(1);

    await context.clearCookies();
    await page.evaluate(() => localStorage.clear());
    await page.reload();
    await page.getByRole("button", { name: "Sign in with a passkey" }).press("Enter");
    await page.locator(".chip").waitFor();
    expect(touches.length).toBeLessThanOrEqual(3);
    expect(await dana.violations()).toEqual([]);
  });

  it("that is missing, or refused, leaves nothing signed, and says so", async () => {
    await using nobody = await visit(browser);
    await addAuthenticator(nobody.page);
    await nobody.page.getByRole("button", { name: "Sign in with a passkey" }).press("Enter");
    await expect
      .poll(() => nobody.page.getByRole("alert").innerText())
      .toMatch(/^Nothing was signed\.[\s\S]*auth\.nothing-signed/);
    await expectSound(nobody);
  });
});

/** Has the next version of the policy list a key of dana's. */
async function listKey(key: string): Promise<void> {
  await amendPolicy(folder, (text) => {
    const next = text.replace(
      /( {2}- id: dana\n(?:.*\n)? {4}keys: \["[^"]+")/,
      (found) => `${found}, ${JSON.stringify(key)}`,
    );
    expect(next).toContain(key);
    return next;
  });
}

import { readFile } from "node:fs/promises";
import { formatEnvelope } from "@countersign/attest";
import { formatLeaf } from "@countersign/core";
import { formatNote, parseNote } from "@countersign/tlog";
import type { Browser, Page, Route } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { addAuthenticator } from "./authenticator.testing.ts";
import { expectSound, openBrowser, visit } from "./browser.testing.ts";
import { loggedAt, saidOf, tameChange } from "./decisions.testing.ts";
import { choose, deciding, proposeAll, ready, signButton } from "./deciding.testing.ts";
import { forgedLog, honestLog, showHonestLog, showLog } from "./forged-log.testing.ts";

const { origin, passkey } = inject("stage");
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
  await proposeAll(["86", "87", "88", "89"]);
});
afterAll(() => browser.close());

describe("a service that lies to whoever decides", () => {
  const lies = [
    ["another packet", "**/packet", (text: string) => text.replace('"analysed":"typed"', '"analysed":"syntax"')],
    [
      "another policy",
      "**/v1/policy",
      (text: string) => text.replace(/(?<="version":)\d+/, (version) => `${Number(version) + 1}`),
    ],
    ["other rows", /\/rows\/\d+\?/, (text: string) => text.replace("colour: 1", "colour: 2")],
    [
      "another change record",
      /\/v1\/changes\/[0-9a-f]{64}$/,
      (text: string) => text.replace(/(?<="entries":\[\[")config/, "confix"),
    ],
  ] as const;

  it.each(lies)("D18 D23: %s is found out, and no approval can be signed", async (_what, url, lie) => {
    await using dana = await visit(browser, { as: "dana" });
    const { page } = dana;
    const devtools = await addAuthenticator(page, { passkey });
    const asserted: unknown[] = [];
    devtools.on("WebAuthn.credentialAsserted", (event) => asserted.push(event));
    let told = 0;
    await page.route(url, async (route) => {
      const answer = await route.fetch();
      const text = await answer.text();
      const body = lie(text);
      if (body !== text) told += 1;
      await route.fulfill({ response: answer, body });
    });
    await page.goto(`${origin}/#/changes/${await tameChange("86")}/decide`);
    await expect
      .poll(() => page.locator(".checked-bad").innerText())
      .toMatch(/web\.digest|packet\.digest|statement\.changeDigest/);
    expect(told).toBeGreaterThan(0);
    await page.keyboard.press("1");
    await page.keyboard.press("Control+Enter");
    const sign = signButton(page);
    expect((await sign.count()) === 0 || (await sign.isDisabled())).toBe(true);
    expect(asserted).toEqual([]);
    await expectSound(dana);
  });

  it("F20: a decision that the log does not show is not taken for logged", async () => {
    await using dana = await deciding(browser, "87");
    const { page, change } = dana;
    await addAuthenticator(page, { passkey });
    let lying = true;
    await page.route("**/log/tile/**", async (route) => {
      if (!lying) return route.continue();
      const answer = await route.fetch();
      const bytes = await answer.body();
      bytes.set([(bytes[0] ?? 0) ^ 1]);
      return route.fulfill({ response: answer, body: bytes });
    });
    await choose(page, "3");
    await page.keyboard.type("One more look");
    await ready(page, 4);
    await page.keyboard.press("Control+Enter");
    await expect
      .poll(() => page.locator(".receipt").innerText())
      .toMatch(/not known to be in the log yet[\s\S]*log\.root/);
    await expectSound(dana);
    lying = false;
    await page.getByText("In the log: leaf").waitFor();
    expect(await saidOf(change)).toMatchObject([{ decision: "hold", person: "dana" }]);
  });

  it("F16 F17: an answer without a leaf, or with the place of another record, is not taken for logged", async () => {
    await using dana = await deciding(browser, "88");
    const { page, change } = dana;
    await addAuthenticator(page, { passkey });
    await page.route("**/v1/decisions", altered({ leaf: undefined }));
    await choose(page, "1");
    await ready(page);
    await page.keyboard.press("Control+Enter");
    await expect
      .poll(() => page.locator(".sign").innerText())
      .toMatch(
        /Signed, and not yet logged[\s\S]*does not say where in the log[\s\S]*Do not take it for recorded[\s\S]*web\.answer/,
      );
    await expectUnrecorded(page);
    await expectSound(dana);
    await page.route("**/v1/decisions", altered({ leaf: { index: 1 } }));
    await expect
      .poll(() => page.locator(".receipt").innerText(), { timeout: 30_000 })
      .toMatch(
        /not known to be in the log yet[\s\S]*Leaf 1 of the log is not that of this decision[\s\S]*log\.leaf-mismatch/,
      );
    await expectUnrecorded(page);
    await expectSound(dana);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: /^Save decision-[0-9a-f]{16}\.json$/ }).click(),
    ]);
    const saved = await readFile((await download.path()) ?? "");
    expect(saved).toEqual(Buffer.from(formatEnvelope(await loggedAt(String(await leafOf(change))))));
  });

  it("F10 F12 F13: a checkpoint with a wrong signature, the tiles of another tree, or another history that all keys signed, shows nothing as logged", async () => {
    await using dana = await deciding(browser, "89");
    const { page, change } = dana;
    const receipt = page.locator(".receipt");
    await addAuthenticator(page, { passkey });
    await choose(page, "1");
    await ready(page);
    await page.route("**/log/checkpoint", async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: signedWrongly(await answer.text()) });
    });
    await page.keyboard.press("Control+Enter");
    await expect
      .poll(() => receipt.innerText())
      .toMatch(/not known to be in the log yet[\s\S]*Do not take your decision for recorded[\s\S]*log\.note-signature/);
    await expectUnrecorded(page);

    const leaf = await leafOf(change);
    await expect.poll(async () => (await honestLog()).leaves.length).toBeGreaterThan(leaf);
    const { leaves } = await honestLog();
    const other = formatLeaf({ kind: "incident", sha256: "0".repeat(64) });
    const forged = await forgedLog(leaves.with(1, other));
    const honest = await forgedLog(leaves);
    await page.unrouteAll({ behavior: "wait" });
    await showLog(page, new Map([...forged, ["checkpoint", honest.get("checkpoint") ?? new Uint8Array()]]));
    await expect.poll(() => receipt.innerText()).toMatch(/not known to be in the log yet[\s\S]*log\.root/);
    await expectUnrecorded(page);
    await showHonestLog(page);
    await showLog(page, forged);
    await expect
      .poll(() => receipt.innerText())
      .toMatch(/not known to be in the log yet[\s\S]*it has two histories[\s\S]*log\.fork/);
    await expectUnrecorded(page);
    expect(await page.locator(".log-banner").innerText()).toContain("did not verify (log.fork)");
    await expectSound(dana);

    await showHonestLog(page);
    await page.getByText(`In the log: leaf ${leaf}`).waitFor();
    expect(await page.locator(".log-banner").innerText()).toContain("did not verify (log.fork)");
    await expectSound(dana);
  });
});

/** Where the log has the only decision about a change. */
async function leafOf(change: string): Promise<number> {
  await expect.poll(() => saidOf(change)).toHaveLength(1);
  const [only] = await saidOf(change);
  return only?.leaf ?? -1;
}

/** Nothing on the page says of the decision that it is in the log. */
async function expectUnrecorded(page: Page): Promise<void> {
  expect(await page.locator("main").innerText()).not.toMatch(/In the log: leaf|verified by this browser/);
  expect(await page.getByRole("link", { name: /\.tlog-proof$/ }).count()).toBe(0);
}

/** Has the service take what is sent to it, and answers with something else in its answer. */
function altered(some: object) {
  return async (route: Route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), ...some } });
  };
}

/** A checkpoint in whose first signature, which is the log's, one bit is another. */
function signedWrongly(note: string): string {
  const { text, signatures } = parseNote(note);
  return formatNote({
    text,
    signatures: signatures.map((one, index) =>
      index === 0 ? { ...one, bytes: one.bytes.map((byte, at) => (at === 20 ? byte ^ 1 : byte)) } : one,
    ),
  });
}

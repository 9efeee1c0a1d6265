import { join } from "node:path";
import { readFile, writeFile } from "node:fs/promises";
import { verifyPerson } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { envelopeFrom } from "./assertion.testing.ts";
import { addAuthenticator } from "./authenticator.testing.ts";
import { expectSound, openBrowser, visit } from "./browser.testing.ts";
import { amendPolicy, countersign, sshSign } from "./command.testing.ts";
import {
  askAs,
  loggedAt,
  proposeTame,
  saidOf,
  speaker,
  sshVerify,
  statementBy,
  tameChange,
} from "./decisions.testing.ts";
import { alert, choose, deciding, evidence, proposeAll, ready, signButton } from "./deciding.testing.ts";
import { signInByKey } from "./people.testing.ts";
import { propose } from "./propose.testing.ts";

const { origin, own, folder, passkey } = inject("stage");
const BRANCHES = ["80", "81", "82", "83", "84"] as const;
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
  await proposeAll(BRANCHES);
});
afterAll(() => browser.close());

describe("a decision with a passkey", () => {
  it("is made with the keyboard alone, of what was recomputed, and its receipt is verified in the browser", async () => {
    const change = await tameChange("80");
    await using dana = await visit(browser, { as: "dana", path: `/#/changes/${change}`, scheme: "dark" });
    const { page } = dana;
    await addAuthenticator(page, { passkey });
    await expect.poll(() => page.locator(".decide-bar").innerText()).toContain("It waits for you as oracle.");
    await page.keyboard.press("d");
    await page.locator(".decide").waitFor();
    await expect.poll(() => evidence(page).count()).toBe(5);
    await choose(page, "1");
    await page.keyboard.type("Within 2 of what we agreed, isn't it");
    await ready(page);
    const says = await page.locator(".read-back").innerText();
    expect(says).toContain("dana of oracle, as oracle, approves this change of local:lumen onto refs/heads/main.");
    expect(says).toContain("Within 2 of what we agreed, isn't it");
    expect(says).toContain(change);
    await expectSound(dana);
    await page.keyboard.press("Control+Enter");
    await page.getByText("In the log: leaf").waitFor();
    await expectSound(dana);

    const [, leaf = ""] = /leaf (\d+)/.exec(await page.locator(".receipt h2").innerText()) ?? [];
    const envelope = await loggedAt(leaf);
    const { policy } = await speaker("dana");
    expect(verifyPerson(nodeCrypto, policy, "countersign-review@v1", envelope).person.id).toBe("dana");
    expect(await sshVerify(envelope, "dana", passkey.line)).toMatch(
      /^Good "countersign-review@v1" signature for dana /,
    );
    expect(await saidOf(change)).toMatchObject([
      { decision: "approve", person: "dana", message: "Within 2 of what we agreed, isn't it" },
    ]);
    const id = await page.locator(".receipt dd code").first().innerText();
    expect(new TextDecoder().decode(envelope.payload)).toContain(change);
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: /^Save decision-\d+\.tlog-proof$/ }).click(),
    ]);
    expect(await readFile((await download.path()) ?? "", "utf8")).toMatch(/^c2sp\.org\/tlog-proof@v1\n/);
    await page.locator(".next-item button").waitFor();
    await page.locator("#main").focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => page.url()).not.toContain("/decide");
    expect(page.url()).not.toContain(change);
  });

  it("that is cancelled, or has no passkey, leaves nothing signed, and what was written stays", async () => {
    await using dana = await deciding(browser, "81");
    const { page, change } = dana;
    await addAuthenticator(page);
    await choose(page, "4");
    await page.keyboard.type("Not like this");
    await ready(page);
    await page.keyboard.press("Control+Enter");
    await expect.poll(() => alert(page).innerText()).toMatch(/^Nothing was signed\.[\s\S]*auth\.nothing-signed/);
    await page.reload();
    await expect.poll(() => page.getByLabel(/^Message/).inputValue()).toBe("Not like this");
    expect(await page.getByRole("radio", { name: /^Reject/ }).isChecked()).toBe(true);
    expect(await saidOf(change)).toEqual([]);
    await expectSound(dana);
  });

  it("B20: of an authenticator that verified nobody is not made here; made elsewhere, it is refused", async () => {
    await using dana = await deciding(browser, "81");
    const { page, change } = dana;
    await addAuthenticator(page, { passkey, verified: false });
    await choose(page, "1");
    await ready(page);
    await page.keyboard.press("Control+Enter");
    await expect.poll(() => alert(page).innerText()).toContain("auth.nothing-signed");
    const statement = await statementBy(change, { decision: "approve" });
    const envelope = await envelopeFrom(page, { statement, line: passkey.line, verification: "discouraged" });
    const refused = await askAs("dana", "POST", "/v1/decisions", envelope);
    expect([refused.status, await refused.json()]).toMatchObject([422, { code: "attest.user-verification" }]);
    expect(await saidOf(change)).toEqual([]);
  });

  it("B21: from a page of another origin, or inside another page, is refused", async () => {
    await using dana = await visit(browser, { as: "dana" });
    const { page } = dana;
    await addAuthenticator(page, { passkey });
    const change = await tameChange("81");
    const serve = (url: string, body: string) =>
      page.context().route(url, (route) => route.fulfill({ contentType: "text/html", body }));
    await serve("http://localhost:7999/elsewhere", "<h1>Elsewhere</h1>");
    await serve(
      "http://localhost:7999/top",
      `<iframe src="${own}/framed" allow="publickey-credentials-get *"></iframe>`,
    );
    await serve(`${own}/framed`, "<h1>Framed</h1>");
    const refusedFrom = async (frame: Parameters<typeof envelopeFrom>[0]) => {
      const statement = await statementBy(change, { decision: "approve" });
      const envelope = await envelopeFrom(frame, { statement, line: passkey.line, verification: "required" });
      return (await (await askAs("dana", "POST", "/v1/decisions", envelope)).json()).code;
    };
    await page.goto("http://localhost:7999/elsewhere");
    expect(await refusedFrom(page)).toBe("attest.webauthn-origin");
    await page.goto("http://localhost:7999/top");
    await page.frameLocator("iframe").getByText("Framed").waitFor();
    const framed = page.frames().find((frame) => frame.url().endsWith("/framed"));
    expect(framed === undefined ? "" : await refusedFrom(framed)).toBe("attest.webauthn-cross-origin");
    expect(await saidOf(change)).toEqual([]);
  });
});

describe("a decision whose answer is lost", () => {
  it("is handed in again by itself, also by the page that is opened next, and is in the log once", async () => {
    await using dana = await deciding(browser, "83");
    const { page, change } = dana;
    await addAuthenticator(page, { passkey });
    let lost = 0;
    await page.route("**/v1/decisions", async (route) => {
      await route.fetch();
      lost += 1;
      await route.abort();
    });
    await choose(page, "1");
    await ready(page);
    await page.keyboard.press("Control+Enter");
    await expect.poll(() => page.locator(".sign").innerText()).toContain("Signed, and not yet logged");
    await expect.poll(() => lost).toBeGreaterThan(1);
    await page.unrouteAll({ behavior: "wait" });
    await page.reload();
    await page.getByText("In the log: leaf").waitFor();
    expect(await saidOf(change)).toMatchObject([{ decision: "approve", person: "dana" }]);
  });
});

describe("a page of the reviewer's own origin", () => {
  it("signs, and verifies the receipt, as the service's own does", async () => {
    await using dana = await visit(browser, { at: own });
    const { page } = dana;
    await addAuthenticator(page, { passkey });
    await signInByKey(page, folder, "dana");
    await page.waitForSelector(".row-task");
    const change = await tameChange("82");
    await page.goto(`${own}/#/changes/${change}/decide`);
    await choose(page, "1");
    await ready(page);
    await page.keyboard.press("Control+Enter");
    await page.getByText("In the log: leaf").waitFor();
    expect((await saidOf(change)).at(-1)).toMatchObject({ decision: "approve", person: "dana" });
    await expectSound(dana);
  });
});

describe("a change that moved on", () => {
  it("A3: is not approved any more, whatever the queue said, and can still be spoken against", async () => {
    await using dana = await deciding(browser, "84");
    const { page, change } = dana;
    await addAuthenticator(page, { passkey });
    await choose(page, "1");
    await ready(page);
    await page.route("**/work", async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...(await answer.json()), replacedBy: null } });
    });
    await proposeTame("84", 2, "change/84");
    await expect.poll(() => tameChange("84"), { timeout: 90_000 }).not.toBe(change);
    await page.keyboard.press("Control+Enter");
    await expect.poll(() => alert(page).innerText()).toContain("decision.superseded");
    expect(await saidOf(change)).toEqual([]);
    await page.unrouteAll({ behavior: "wait" });
    await page.getByRole("button", { name: "Look again" }).click();
    await expect.poll(() => page.locator(".hindrance").innerText()).toContain("The proposal moved on");
    expect(await signButton(page).isDisabled()).toBe(true);
    await page.locator("h1").click();
    await choose(page, "4");
    await ready(page);
    await expectSound(dana);
    await page.keyboard.press("Control+Enter");
    await page.getByText("In the log: leaf").waitFor();
    expect(await saidOf(change)).toMatchObject([{ decision: "reject" }]);
  });
});

/** A proposal of three revisions, the last of which touches one of its two files; the changes that they are. */
async function threeRevisions(branch: string): Promise<readonly [string, string, string]> {
  const revise = async (file: string, from = `change/${branch}`) => {
    const before = await tameChange(branch);
    await propose(join(folder, "lumen"), {
      branch: `change/${branch}`,
      from,
      author: "eve",
      message: `Tame ${branch}`,
      edit: (checkout) => writeFile(join(checkout, `config/${file}.yaml`), `colour: "${before.slice(0, 8)}"\n`),
    });
    const now = () => tameChange(branch);
    await expect
      .poll(now, { timeout: 90_000, interval: 500 })
      .toSatisfy((change: string) => change !== "" && change !== before);
    return now();
  };
  const first = await revise(`step-${branch}-a`, "main");
  const second = await revise(`step-${branch}-b`);
  return [first, second, await revise(`step-${branch}-a`)];
}

describe("a proposal of several revisions", () => {
  it("D19: is decided about as a whole: who sends the last step for it is found out, and who looked at that alone signs the packet of all", async () => {
    const [, second, third] = await threeRevisions("85");
    await using told = await visit(browser, { as: "dana" });
    await addAuthenticator(told.page, { passkey });
    let shortened = 0;
    await told.page.route(`**/v1/changes/${third}/rows**`, (route) => {
      const url = new URL(route.request().url());
      if (!url.searchParams.has("since")) shortened += 1;
      url.searchParams.set("since", second);
      return route.continue({ url: url.href });
    });
    await told.page.goto(`${origin}/#/changes/${third}/decide`);
    await choose(told.page, "1");
    await expect
      .poll(() => told.page.locator(".checked-bad").innerText())
      .toMatch(/The difference (?:leaves out|shows other contents of) "config\/step-85-[\s\S]*web\.digest/);
    expect(shortened).toBeGreaterThan(0);
    expect(await signButton(told.page).isDisabled()).toBe(true);
    await told.page.keyboard.press("Control+Enter");
    expect(await saidOf(third)).toEqual([]);

    await askAs("dana", "POST", `/v1/changes/${second}/looked`, {});
    await using dana = await visit(browser, { as: "dana", path: `/#/changes/${third}` });
    const { page } = dana;
    await addAuthenticator(page, { passkey });
    await expect.poll(() => page.locator(".file h3").count()).toBe(1);
    await page.keyboard.press("d");
    await choose(page, "1");
    await ready(page);
    expect(await page.locator(".evidence").innerText()).toMatch(/2 entries have[\s\S]*All rows of 2 files/);
    await page.keyboard.press("Control+Enter");
    await page.getByText("In the log: leaf").waitFor();
    const [, leaf = ""] = /leaf (\d+)/.exec(await page.locator(".receipt h2").innerText()) ?? [];
    const { record } = await (await askAs("dana", "GET", `/v1/changes/${third}`)).json();
    const { payload } = await loggedAt(leaf);
    expect(new TextDecoder().decode(payload)).toContain(record.packet.sha256);
  });
});

describe("a key that is not in this browser", () => {
  it("signs with stock ssh-keygen what the page shows, and the page hands it in", async () => {
    await using dora = await deciding(browser, "81", { as: "dora", width: 400 });
    const { page, change } = dora;
    await page.locator("h1").click();
    await choose(page, "2");
    await page.keyboard.type("It's for 'staging' alone; $(true) `true`");
    await page.getByRole("checkbox").first().check();
    await ready(page);
    await page.getByText("With a key elsewhere").click();
    await expectSound(dora);
    const command = await page.locator(".elsewhere .copy pre").first().innerText();
    expect(await page.locator(".elsewhere .copy pre").nth(1).innerText()).toMatch(
      /^countersign approve [0-9a-f]{64} --key ~\/\.ssh\/id_ed25519 --role oracle --env \S+ --message='It'\\''s/,
    );
    await page.getByLabel("What it printed").fill("-----BEGIN SSH SIGNATURE-----");
    await page.getByRole("button", { name: "Hand in this signature" }).click();
    await expect.poll(() => page.locator(".elsewhere [role=alert]").innerText()).toContain("auth.signature");
    await page.getByLabel("What it printed").fill(await sshSign(folder, "dana", command));
    await page.getByRole("button", { name: "Hand in this signature" }).click();
    await expect.poll(() => page.locator(".elsewhere [role=alert]").innerText()).toContain("attest.key-unknown");
    await page.getByLabel("What it printed").fill(await sshSign(folder, "dora", command));
    await page.getByRole("button", { name: "Hand in this signature" }).click();
    await page.getByText("In the log: leaf").waitFor();
    await expectSound(dora);
    expect(await saidOf(change)).toMatchObject([{ decision: "approve", person: "dora" }]);
  });

  it("may be on another machine: the page says when the decision arrives", async () => {
    await using dana = await deciding(browser, "84");
    const { page, change } = dana;
    await expect.poll(() => evidence(page).count()).toBe(5);
    await countersign(folder, "hold", change, "--key", join(folder, "keys/dana"), "--yes", "-m", "by hand");
    await expect
      .poll(() => page.locator(".arrived").innerText(), { timeout: 30_000 })
      .toMatch(
        /^The service says that your decision has arrived: hold, at leaf \d+, where this browser verifies it\.$/,
      );
    await page.locator(".arrived a").click();
    await page.getByText("its signatures are good").waitFor();
    await expectSound(dana);
  });

  it("D21: is the only way on a page that the policy does not list for somebody's organisation", async () => {
    await using nils = await deciding(browser, "84", { as: "nils" });
    const { page } = nils;
    await expect.poll(() => page.locator(".sign").innerText()).toContain("web.origin");
    expect(await signButton(page).count()).toBe(0);
    await expectSound(nils);
  });
});

describe("a policy that went on", () => {
  it("is followed by the signatures of all sides from the one that the change names", async () => {
    await amendPolicy(folder, (text) => text);
    await using dana = await deciding(browser, "84");
    const { page } = dana;
    await expect
      .poll(() => page.locator(".evidence").innerText())
      .toMatch(/The statement names version \d+\. Version \d+ in force follows it/);
    await expectSound(dana);
  });
});

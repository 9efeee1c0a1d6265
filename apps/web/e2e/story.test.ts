import { join } from "node:path";
import type { Check } from "@countersign/github-fake";
import { until } from "@countersign/testkit";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectSound } from "./browser.testing.ts";
import { countersign, sshSign } from "./command.testing.ts";
import { openStory } from "./story.testing.ts";
import type { Story } from "./story.testing.ts";

const LONG = { timeout: 90_000 };
let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story[Symbol.asyncDispose]());

const waits = ({ title }: Check) => title.startsWith("Waits for ");
const passes = ({ conclusion }: Check) => conclusion === "success";

/** The change that a check is about, which its summary links. */
const changeIn = ({ summary }: Check) => /\/changes\/([0-9a-f]{64})\)/.exec(summary)?.[1] ?? "";

/** Starts a branch of Mira's at `main` as GitHub has it, with a commit of Lumen's history. */
async function branched(branch: string, title: string): Promise<void> {
  const { git } = story.hub;
  await git("fetch", "--quiet", "origin", "main");
  await git("switch", "--quiet", "--create", branch, "FETCH_HEAD");
  await put(title);
}

async function put(title: string): Promise<void> {
  const { git } = story.hub;
  await git("cherry-pick", await git("log", "--all", "--format=%H", "-n1", `--grep=^${title}`));
}

/** Mira pushes a branch and opens a pull request of it. */
async function proposed(branch: string, title: string) {
  const { git, github, repository, mira } = story.hub;
  await git("push", "--quiet", "origin", branch);
  return github.world.openPull(repository, mira, { head: branch, title });
}

/** Goes on from a change to deciding about it, and approves. */
async function choose(page: Page): Promise<void> {
  await page.locator(".decide-bar").waitFor();
  await page.keyboard.press("d");
  await page.locator(".decide-form").waitFor();
  await page.keyboard.press("1");
}

/** Approves the change that dana's page shows, with the keyboard and her passkey. */
async function approveByPasskey({ dana: { page } }: Story): Promise<void> {
  await choose(page);
  await expect.poll(() => page.getByRole("button", { name: /^Sign with a passkey/ }).isEnabled(), LONG).toBe(true);
  await page.keyboard.press("Control+Enter");
  await page.getByText("In the log: leaf").waitFor();
}

/** Approves the change that nils' page shows: stock ssh-keygen signs what the page says. */
async function approveByKey({ nils: { page }, folder }: Story): Promise<void> {
  await choose(page);
  await page.locator(".elsewhere summary").click();
  const command = await page.locator(".elsewhere .copy pre").first().innerText();
  await page.getByLabel("What it printed").fill(await sshSign(folder, "nils", command));
  await page.getByRole("button", { name: "Hand in this signature" }).click();
  await page.getByText("In the log: leaf").waitFor();
}

/** Opens production's page as dana, and waits until what is next there is a commit. */
async function openProduction({ dana: { page }, id }: Story, commit: string): Promise<void> {
  await page.goto(`${new URL(page.url()).origin}/#/deployments/${encodeURIComponent(id)}/production`);
  await expect.poll(() => page.locator(".deployments").innerText(), LONG).toContain(commit.slice(0, 12));
}

const verdictOn = ({ dana: { page } }: Story) => page.locator(".environment-verdict").innerText();

describe("a change on GitHub", () => {
  it("comes into the queue once its pull request is open, is signed by everybody whom its check waits for, and then the check passes", async () => {
    const { dana, nils, hub } = story;
    await branched("tune", "Tune reply weight");
    const pull = await proposed("tune", "Tune reply weight");
    expect(await hub.check(pull.headSha, waits)).toMatchObject({
      status: "in_progress",
      conclusion: null,
      title: "Waits for data-guard, oracle",
    });
    await expect.poll(() => dana.page.locator(".row-task").innerText(), LONG).toMatch(/Tune reply weight/);
    // The row is there before the counts of the views follow.
    await expect.poll(() => dana.page.locator("h1").innerText(), LONG).toMatch(/^1 needs you/);
    await dana.page.keyboard.press("j");
    await dana.page.keyboard.press("o");
    await dana.page.getByText("hashed by this browser").waitFor();
    expect(await dana.page.locator(".findings").innerText()).toMatch(/high[\s\S]*actions reply 12 → 9 \(× 0\.75\)/);
    await approveByPasskey(story);
    await hub.check(pull.headSha, ({ title, status }) => title === "Waits for data-guard" && status === "in_progress");
    await nils.page.locator(".row-task a").first().click();
    await approveByKey(story);
    const { summary } = await hub.check(pull.headSha, passes);
    expect(summary).toContain("`gate.allowed`");
  });

  it("is merged by the queue, and its deployment goes on; the page of its environment says that it runs", async () => {
    const { hub, dana } = story;
    const { world, state } = hub.github;
    const pull = state.pulls.all()[0] ?? { id: 0 };
    await world.enqueue(pull.id, hub.mira);
    const group = state.groups.all()[0]?.headSha ?? "";
    await hub.check(group, passes);
    await until(() => (state.pulls.get(pull.id)?.mergedAt ?? null) !== null, 30_000);
    const { id, headSha } = await world.deploy(hub.repository, hub.mira, { environments: ["production"] });
    expect((await hub.said(id, ({ state: now }) => now !== "waiting")).state).toBe("approved");
    await openProduction(story, headSha);
    await expect.poll(() => verdictOn(story), LONG).toMatch(/✓ Open\s+What could go there is what runs\./);
    await expectSound(dana);
  });

  it("A1: waits again when something is pushed onto it after it was approved, and so does a deployment of that", async () => {
    const { hub, dana, folder } = story;
    await branched("limit", "Raise limit");
    const pull = await proposed("limit", "Raise limit");
    const change = changeIn(await hub.check(pull.headSha, waits));
    for (const person of ["dana", "nils"])
      await countersign(folder, "approve", change, "--key", join(folder, "keys", person), "--yes");
    await hub.check(pull.headSha, passes);
    await put("Comply with Norland");
    await hub.git("push", "--quiet", "origin", "limit");
    const pushed = await hub.git("rev-parse", "limit");
    expect(await hub.check(pushed, waits)).toMatchObject({ status: "in_progress", conclusion: null });
    const { id } = await hub.github.world.deploy(hub.repository, hub.mira, {
      environments: ["production"],
      branch: "limit",
    });
    expect(await hub.said(id, ({ comment }) => comment.includes("oracle"))).toMatchObject({ state: "waiting" });
    await openProduction(story, pushed);
    await expect.poll(() => verdictOn(story), LONG).toMatch(/… Waiting[\s\S]*decision\.missing/);
    await expectSound(dana);
  });

  it("A1: is not deployed with what nobody captured on top of it: denied, with the residual on the page of its environment", async () => {
    const { hub, dana } = story;
    const { world, clock } = hub.github;
    await hub.git("switch", "--quiet", "--create", "rollout", "limit~1");
    await put("Fix rounding in stats");
    await hub.git("push", "--quiet", "origin", "rollout");
    const [approved, smuggled] = [await hub.git("rev-parse", "limit~1"), await hub.git("rev-parse", "rollout")];
    const paths = (await hub.git("diff", "--name-only", approved, smuggled)).split("\n");
    const plan = { environments: ["production"], branch: "rollout" };
    await world.deploy(hub.repository, hub.mira, plan);
    await openProduction(story, smuggled);
    await expect.poll(() => verdictOn(story), LONG).toMatch(/✗ Blocked[\s\S]*gate\.residual/);
    const { page } = dana;
    expect(await page.locator(".unblockers").innerText()).toContain(
      `the content of ${smuggled.slice(0, 12)} was never captured as a change`,
    );
    expect(await page.locator(".step-covered").innerText()).toMatch(/Raise limit[\s\S]*dana: approve/);
    expect(await page.locator(".step-denied li").allInnerTexts()).toEqual(paths.map((path) => `${path} modified`));
    await expectSound(dana);
    // What capture may not have come to yet is waited for; this job began to wait before that.
    clock.advance(-600);
    const { id } = await world.deploy(hub.repository, hub.mira, plan);
    clock.advance(600);
    const { state, comment } = await hub.said(id, (said) => said.state !== "waiting");
    expect([state, comment]).toEqual(["rejected", expect.stringContaining("gate.residual")]);
  });
});

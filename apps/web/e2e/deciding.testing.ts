import { setTimeout } from "node:timers/promises";
import { until } from "@countersign/testkit";
import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";
import { visit } from "./browser.testing.ts";
import type { Visit } from "./browser.testing.ts";
import { proposeTame, tameChange } from "./decisions.testing.ts";

type Options = Omit<Parameters<typeof visit>[1] & object, "path">;

/** Proposes a tame change on each branch, and waits until all are captured; the service refuses who asks it more than 20 times a second. */
export async function proposeAll(branches: readonly string[]): Promise<void> {
  for (const branch of branches) await proposeTame(branch, 1);
  const isCaptured = async (branch: string) => {
    const found = (await tameChange(branch)) !== "";
    if (!found) await setTimeout(500);
    return found;
  };
  for (const branch of branches) await until(() => isCaptured(branch), 90_000);
}

/** Opens the page that decides about a branch's change, as dana unless said. */
export async function deciding(
  browser: Browser,
  branch: string,
  options: Options = {},
): Promise<Visit & { readonly change: string }> {
  const change = await tameChange(branch);
  const opened = await visit(browser, { as: "dana", ...options, path: `/#/changes/${change}/decide` });
  return { ...opened, change };
}

export const signButton = (page: Page) => page.getByRole("button", { name: /^Sign with a passkey/ });
export const evidence = (page: Page) => page.locator(".checked-good");
export const alert = (page: Page) => page.locator(".sign [role=alert]");

/** Chooses what is decided, by its key, once there is something to decide. */
export async function choose(page: Page, key: string): Promise<void> {
  await page.locator(".decide-form").waitFor();
  await page.keyboard.press(key);
}

/** Waits until so many pieces of evidence are good, and it can be signed. */
export async function ready(page: Page, good = 5): Promise<void> {
  await expect.poll(() => evidence(page).count()).toBe(good);
  await expect.poll(() => signButton(page).isEnabled()).toBe(true);
}

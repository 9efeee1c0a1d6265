import { existsSync } from "node:fs";
import { source } from "axe-core";
import { chromium } from "playwright-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { expect, inject } from "vitest";
import type { Stage } from "./stage.ts";

/** Chromium as Debian has it; `CHROMIUM` names another. */
const PROGRAM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A page, and what the browser refused or could not do on it. */
export type Visit = AsyncDisposable & {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the content security policy and Trusted Types refused. */
  readonly violations: () => Promise<readonly string[]>;
  /** Errors that nobody caught, and dialogs that script opened. */
  readonly faults: readonly string[];
};

/** A browser with a fresh profile that finds the app and the service of the stage at the service's origin. */
export function openBrowser(): Promise<Browser> {
  const { origin, frontPort } = inject("stage");
  return openBrowserAt(origin, frontPort);
}

/** The same where what stands at an origin is served by a front at another port of this machine. */
export async function openBrowserAt(origin: string, frontPort: number): Promise<Browser> {
  if (!existsSync(PROGRAM))
    throw new Error(`there is no Chromium at ${PROGRAM}: apt-get install chromium, or set CHROMIUM`);
  const rule = `MAP ${new URL(origin).host} 127.0.0.1:${frontPort}`;
  return chromium.launch({
    executablePath: PROGRAM,
    headless: true,
    args: [...QUIET, `--host-resolver-rules=${rule}`],
  });
}

/** Opens a page as somebody who is signed in already, or as nobody. */
export async function visit(
  browser: Browser,
  {
    as,
    path = "/",
    scheme = "light",
    at,
    width = 1360,
  }: {
    readonly as?: keyof Stage["cookies"];
    readonly path?: string;
    readonly scheme?: "light" | "dark";
    readonly at?: string;
    readonly width?: number;
  } = {},
): Promise<Visit> {
  const { origin, cookies } = inject("stage");
  const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height: 820 }, locale: "en-GB" });
  if (as !== undefined)
    await context.addCookies([
      { name: "countersign", value: cookies[as], url: origin, httpOnly: true, sameSite: "Strict" },
    ]);
  await context.addInitScript(() => {
    const found: string[] = [];
    Object.assign(globalThis, { violationsFound: found });
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sample }) =>
      found.push(`${effectiveDirective} ${blockedURI} ${sample}`),
    );
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(String(error.stack)));
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(`${at ?? origin}${path}`);
  return {
    page,
    context,
    faults,
    violations: () => page.evaluate(() => (globalThis as unknown as { violationsFound: string[] }).violationsFound),
    async [Symbol.asyncDispose]() {
      // What a test answers in the service's place may still be under way.
      await page.unrouteAll({ behavior: "ignoreErrors" });
      await context.close();
    },
  };
}

/** What axe finds wrong with a page, by rule and place. */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(source);
  const found: { id: string; nodes: { target: unknown[]; failureSummary?: string }[] }[] = await page.evaluate(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
  );
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join(" ")}: ${failureSummary}`),
  );
}

/** That nothing went wrong on a page which nobody saw: no violation, no fault; then axe. */
export async function expectSound({ page, violations, faults }: Visit): Promise<void> {
  expect(await violations()).toEqual([]);
  expect(faults).toEqual([]);
  expect(await axeFindings(page)).toEqual([]);
}

import { existsSync } from "node:fs";
import { source } from "axe-core";
import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";

/** Chromium as Debian has it; `CHROMIUM` names another. */
const PROGRAM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/** A page, and what the browser refused, could not do or asked a network for. */
export type Visit = AsyncDisposable & { readonly page: Page; readonly faults: readonly string[] };

export function openBrowser(): Promise<Browser> {
  if (!existsSync(PROGRAM))
    throw new Error(`there is no Chromium at ${PROGRAM}: apt-get install chromium, or set CHROMIUM`);
  const args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"];
  return chromium.launch({ executablePath: PROGRAM, headless: true, args });
}

/** Opens an address. Whatever the page loads besides is a fault. */
export async function visit(
  browser: Browser,
  url: string,
  {
    width = 1200,
    scheme = "light",
    script = true,
  }: { width?: number; scheme?: "light" | "dark"; script?: boolean } = {},
): Promise<Visit> {
  const context = await browser.newContext({
    colorScheme: scheme,
    viewport: { width, height: 900 },
    javaScriptEnabled: script,
    acceptDownloads: true,
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  page.on("request", (request) => {
    if (request.url() !== url && !request.url().startsWith("blob:")) faults.push(`asked for ${request.url()}`);
  });
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(url);
  return { page, faults, [Symbol.asyncDispose]: () => context.close() };
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

import { mkdir, mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Browser, Page } from "playwright-core";
import { buildPages } from "./browser/built-pages.ts";
import { startDemoService } from "./browser/demo-service.ts";
import type { DemoService } from "./browser/demo-service.ts";
import { openChromium } from "./browser/open-chromium.ts";

const HELP = `usage: npm run screenshots -- [--out FOLDER] [--only NAME]…

Builds the pages, starts the service with Lumen's changes, and has a headless Chromium take a picture of every screen, light and dark, 1280 and
390 pixels wide: FOLDER/queue-light-1280.png and so on. Without --out, into coverage/screenshots. CHROMIUM names the browser.`;

const { values } = parseArgs({
  options: {
    out: { type: "string", default: fileURLToPath(new URL("../coverage/screenshots", import.meta.url)) },
    only: { type: "string", multiple: true },
    help: { type: "boolean", default: false },
  },
});

/** The page that verifies a bundle stands by itself, and is opened from disk. */
const VERIFY = new URL("../apps/public/dist/verify.html", import.meta.url).href;
const SIZES = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
] as const;
const THEMES = ["light", "dark"] as const;
/** Milliseconds for which a screen is waited for. */
const PATIENCE = 60_000;

/** A screen: where it is, whether somebody is signed in, what shows that it is there, and what is looked at. */
type Screen = {
  readonly name: string;
  readonly path: string;
  readonly stranger?: boolean;
  readonly shows: string;
  readonly into?: string;
  readonly whole?: boolean;
};

if (values.help) console.log(HELP);
else await run();

async function run(): Promise<void> {
  await mkdir(values.out, { recursive: true });
  await using folder = await mkdtempDisposable(join(tmpdir(), "countersign-screenshots-"));
  await buildPages();
  await using demo = await startDemoService(folder.path);
  const browser = await openChromium();
  try {
    for (const screen of await screensThere(demo))
      for (const colorScheme of THEMES)
        for (const viewport of SIZES) {
          const file = join(values.out, `${screen.name}-${colorScheme}-${viewport.width}.png`);
          await taken(browser, demo, screen, { colorScheme, viewport, file });
          console.log(file);
        }
  } finally {
    await browser.close();
  }
}

/** Those that are asked for and that the service serves; of others it is said that they are not there. */
async function screensThere(demo: DemoService): Promise<readonly Screen[]> {
  const wanted = screensOf(demo).filter(({ name }) => values.only?.includes(name) ?? true);
  const there: Screen[] = [];
  for (const screen of wanted) {
    const { href, protocol } = new URL(screen.path, demo.url);
    const isThere = protocol === "file:" || (await fetch(href)).ok;
    if (isThere) there.push(screen);
    else console.error(`${screen.name}: the service has no ${screen.path}`);
  }
  return there;
}

/** Every screen that there is; a change of which a finding says what it does stands for all of them. */
function screensOf({ waiting }: DemoService): readonly Screen[] {
  const open = waiting.filter(({ state }) => state === "open");
  const changeOf = (title: string) => (open.find((one) => one.title === title) ?? open[0])?.change ?? "";
  const at = `/#/changes/${changeOf("Fix rounding in stats")}`;
  const together = open.slice(0, 3).map(({ change }) => change);
  return [
    { name: "sign-in", path: "/", stranger: true, shows: "main button" },
    { name: "queue", path: "/", shows: ".row-task" },
    { name: "change", path: at, shows: ".difference .line" },
    { name: "difference", path: at, shows: ".difference .line", into: ".difference" },
    { name: "ledger", path: `/#/changes/${changeOf("Adjust limits")}`, shows: ".sparkline", into: ".sparkline" },
    { name: "decide", path: `${at}/decide`, shows: "#decide-title" },
    { name: "together", path: `/#/together/oracle/${together.join(",")}`, shows: "main h1" },
    { name: "enrolment", path: "/#/passkey", shows: "main h1" },
    { name: "log", path: "/#/log", shows: "main h1" },
    { name: "deployments", path: "/#/deployments", shows: "main h1" },
    { name: "policy", path: "/#/policy", shows: "main h1" },
    { name: "public", path: "/public", stranger: true, shows: "h1", whole: true },
    { name: "verify", path: VERIFY, stranger: true, shows: "h1", whole: true },
  ];
}

async function taken(
  browser: Browser,
  { url, cookie }: DemoService,
  { path, stranger = false, shows, into, whole = false }: Screen,
  {
    file,
    ...look
  }: { readonly colorScheme: "light" | "dark"; readonly viewport: (typeof SIZES)[number]; readonly file: string },
): Promise<void> {
  const context = await browser.newContext({ ...look, locale: "en-GB", reducedMotion: "reduce" });
  try {
    if (!stranger)
      await context.addCookies([{ name: "countersign", value: cookie, url, httpOnly: true, sameSite: "Strict" }]);
    const page = await context.newPage();
    await page.goto(new URL(path, url).href);
    await page.locator(shows).first().waitFor({ state: "attached", timeout: PATIENCE });
    await quiet(page);
    if (into !== undefined) {
      await page
        .locator(into)
        .first()
        .evaluate((one) => one.scrollIntoView({ block: "start" }));
      await quiet(page);
    }
    await page.screenshot({ path: file, fullPage: whole, animations: "disabled" });
  } finally {
    await context.close();
  }
}

/** What is read late is there, and nothing moves any more. */
async function quiet(page: Page): Promise<void> {
  await page.getByText("is being read").first().waitFor({ state: "hidden", timeout: PATIENCE });
  await page.waitForTimeout(1_000);
}

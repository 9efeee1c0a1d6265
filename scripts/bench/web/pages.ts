import type { Browser, BrowserContext, CDPSession, Page } from "playwright-core";

/** What a page of the app, or beside it, is measured on. */
export type Measured = AsyncDisposable & {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly cdp: CDPSession;
};

/** Notes long tasks, layouts that moved, and how long it took from each key that was pressed to the frame that shows it. */
const NOTES = `
globalThis.noted = { tasks: [], shifts: [], keys: [] };
new PerformanceObserver((list) => list.getEntries().forEach(({ startTime, duration }) => noted.tasks.push([startTime, duration])))
  .observe({ type: "longtask", buffered: true });
new PerformanceObserver((list) => list.getEntries().forEach(({ value, hadRecentInput }) => hadRecentInput || noted.shifts.push(value)))
  .observe({ type: "layout-shift", buffered: true });
addEventListener("keydown", (event) => requestAnimationFrame(() => {
  const channel = new MessageChannel();
  channel.port1.onmessage = () => noted.keys.push(performance.now() - event.timeStamp);
  channel.port2.postMessage(0);
}), true);`;

/** Opens a fresh context, with a session where there is a cookie. */
export async function openMeasured(
  browser: Browser,
  { url, cookie }: { readonly url: string; readonly cookie?: string },
): Promise<Measured> {
  const context = await browser.newContext({ viewport: { width: 1360, height: 820 }, locale: "en-GB" });
  if (cookie !== undefined)
    await context.addCookies([{ name: "countersign", value: cookie, url, httpOnly: true, sameSite: "Strict" }]);
  await context.addInitScript(NOTES);
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  return { page, context, cdp, [Symbol.asyncDispose]: () => context.close() };
}

/** The files of a difference, below what is said of the change. */
export const FILES = ".difference-body .files";

/** Milliseconds for which something that is to appear is waited for. */
const PATIENCE = 120_000;

/**
 * Milliseconds from the navigation until something is there and drawn; what the page says instead is an error. What comes only where it is
 * near the view is scrolled to: `within` is what it stands in.
 */
export async function untilShown(page: Page, address: string, selector: string, within?: string): Promise<number> {
  const scroll = within === undefined ? "" : `document.querySelector(${JSON.stringify(within)})?.scrollIntoView();`;
  await page.goto(address, { waitUntil: "commit" });
  // Looked for in each frame, in the page itself: what the browser's driver takes has no part in it.
  return page.evaluate<number>(`new Promise((resolve, reject) => {
    const look = () => {
      if (performance.now() > ${PATIENCE}) return reject(new Error("no " + ${JSON.stringify(selector)} + " in: " + document.body.innerText));
      ${scroll}
      if (document.querySelector(${JSON.stringify(selector)}) === null) return requestAnimationFrame(look);
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
    };
    look();
  })`);
}

/**
 * Presses a button within an element, and answers the milliseconds from the navigation until the element says something. In the page itself: what
 * the browser's driver looks up by itself makes every element that is added to a large page take many times as long.
 */
export function untilSaid(
  page: Page,
  selector: string,
  { press, says }: { readonly press: string; readonly says: string },
): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve, reject) => {
    const place = () => document.querySelector(${JSON.stringify(selector)});
    [...place().querySelectorAll("button")].find((one) => one.textContent === ${JSON.stringify(press)})?.click();
    const look = () => {
      if (place().textContent.includes(${JSON.stringify(says)})) return resolve(performance.now());
      if (performance.now() > ${PATIENCE}) return reject(new Error(place().textContent));
      requestAnimationFrame(look);
    };
    look();
  })`);
}

/** Presses a key so often, one after the other was shown; milliseconds from each to its frame. */
export async function pressed(page: Page, keys: readonly string[]): Promise<readonly number[]> {
  await page.evaluate("void (noted.keys.length = 0)");
  for (const [at, key] of keys.entries()) {
    await page.keyboard.press(key);
    // Not waited for in the page: its content security policy has no place for text that becomes script.
    while ((await page.evaluate<number>("noted.keys.length")) <= at);
  }
  return page.evaluate<number[]>("noted.keys");
}

/** Milliseconds between frames while the wheel turns for two seconds. */
export async function frames(page: Page, selector: string): Promise<readonly number[]> {
  const box = await page.locator(selector).first().boundingBox();
  await page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) + 200);
  await page.evaluate(`globalThis.frameTimes = []; (() => {
    let last = performance.now();
    const end = last + 2000;
    const frame = (now) => { frameTimes.push(now - last); last = now; if (now < end) requestAnimationFrame(frame); else frameTimes.done = true; };
    requestAnimationFrame((now) => { last = now; requestAnimationFrame(frame); });
  })()`);
  while (!(await page.evaluate<boolean>("frameTimes.done === true"))) await page.mouse.wheel(0, 600);
  return page.evaluate<number[]>("frameTimes");
}

/** Megabytes that script holds once garbage is collected. */
export async function heapOf({ cdp, page }: Measured): Promise<number> {
  await cdp.send("HeapProfiler.enable");
  await cdp.send("HeapProfiler.collectGarbage");
  return (await page.evaluate<number>("performance.memory.usedJSHeapSize")) / 1e6;
}

/** Elements of the page. */
export function nodesOf({ page }: Measured): Promise<number> {
  return page.evaluate<number>("document.querySelectorAll('*').length");
}

/** The longest task so far; what all that were longer than 50 ms took beyond that; and how far layouts moved. */
export async function blockedOf({ page }: Measured) {
  const { tasks, shifts } = await page.evaluate<{ tasks: [number, number][]; shifts: number[] }>("noted");
  return {
    longest: Math.max(0, ...tasks.map(([, took]) => took)),
    blocked: tasks.reduce((sum, [, took]) => sum + Math.max(0, took - 50), 0),
    shifted: shifts.reduce((sum, value) => sum + value, 0),
  };
}

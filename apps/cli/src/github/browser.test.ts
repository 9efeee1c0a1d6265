import { existsSync, readFileSync } from "node:fs";
import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { atWork, fakeScene } from "./fake-scene.testing.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const PROGRAM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const STATED = existsSync(PROGRAM) ? "in a real browser" : "in a real browser (skipped: no Chromium)";

/** GitHub's page that takes manifests, which sends the browser back at once, before the fake's API. */
async function pagesOf({ github, world, acme }: Awaited<ReturnType<typeof fakeScene>>) {
  const heard: string[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    const body = Buffer.concat(await request.toArray()).toString("utf8");
    heard.push(`${request.method} ${url.pathname}`);
    const manifest = JSON.parse(new URLSearchParams(body).get("manifest") ?? "{}");
    const code = world.submitManifest(acme.id, manifest);
    const back = new URLSearchParams({ code, state: url.searchParams.get("state") ?? "" });
    response.writeHead(302, { location: `${manifest.redirect_url}?${back}` }).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const web = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  const close = async () => {
    server.close();
    server.closeAllConnections();
  };
  return { heard, places: ["--web", web, "--api", github.apiUrl], [Symbol.asyncDispose]: close };
}

describe.skipIf(!existsSync(PROGRAM))(`github setup ${STATED}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: PROGRAM, args: ["--no-sandbox"] });
  });
  afterAll(() => browser.close());

  it.each([
    ["from the loopback", [], /^ {2}(http:\/\/127\.0\.0\.1:\d+\/\S+)$/m],
    ["from an address alone", ["--paste"], /^(data:text\/html;base64,\S+)$/m],
  ] as const)("its button leads to GitHub and back, %s, and nothing runs or loads", async (_how, options, address) => {
    await using scene = await fakeScene();
    await using pages = await pagesOf(scene);
    const folder = join(scene.dir, "secrets");
    const setup = ["github", "setup", "--url", "https://countersign.acme.example", "--org", "acme", "--folder", folder];
    const call = atWork([...setup, ...pages.places, ...options], scene.dir);
    const page = await browser.newPage();
    const [loaded, refused] = [new Set<string>(), new Set<string>()];
    page.on("request", (request) => void loaded.add(request.resourceType()));
    page.on("console", (message) => void refused.add(message.text()));
    await page.goto(await call.said(address));
    expect(await page.evaluate("document.querySelectorAll('script, link, img, iframe').length")).toBe(0);
    await page.getByRole("button", { name: /^Create the App on 127\.0\.0\.1/ }).click();
    if (options.length === 0) await page.getByText("Go back to your terminal").waitFor();
    else {
      await expect.poll(() => page.url(), { timeout: 30_000 }).toMatch(/^(?:http:\/\/127\.0\.0\.1:7383|chrome-error)/);
      // Nothing answers there; the address bar keeps what a person copies.
      call.type(await lastAddress(page));
    }
    expect(await call.exit).toBe(0);
    expect(pages.heard).toEqual(["POST /organizations/acme/settings/apps/new"]);
    expect([...loaded]).toEqual(["document"]);
    expect([...refused].filter((text) => /Security Policy/.test(text))).toEqual([]);
    expect(readFileSync(join(folder, "app.pem"), "utf8")).toContain("RSA PRIVATE KEY");
    await page.close();
  });
});

/** What the address bar shows, also where nothing answered. */
async function lastAddress(page: Awaited<ReturnType<Browser["newPage"]>>): Promise<string> {
  const session = await page.context().newCDPSession(page);
  const { entries, currentIndex } = await session.send("Page.getNavigationHistory");
  return entries[currentIndex]?.url ?? "";
}

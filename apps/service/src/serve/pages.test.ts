import { mkdirSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { tempFolder } from "@countersign/testkit";
import express from "express";
import { expect, it } from "vitest";
import { listenHttp } from "../http-server.ts";
import { builtPages } from "./pages.ts";

/** A built app of two files, with its manifest. */
function built(folder: string): void {
  const files = { "assets/app-1.js": "export {};\n", "index.html": "<!doctype html>\n" };
  mkdirSync(join(folder, "assets"), { recursive: true });
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  const digest = (text: string) => createHash("sha256").update(text).digest("hex");
  writeFileSync(
    join(folder, "SHA256SUMS"),
    Object.entries(files)
      .map(([path, text]) => `${digest(text)}  ${path}\n`)
      .join(""),
  );
}

it("D22: pages are served with a policy that lets nothing of others run, and leave the rest to others", async () => {
  using folder = tempFolder();
  expect(await builtPages(folder.path)).toBeUndefined();
  built(folder.path);
  const pages = await builtPages(folder.path);
  if (pages === undefined) throw new Error("there are no pages");
  const app = express();
  app.use(pages, (_request, response) => void response.status(404).end());
  await using server = await listenHttp(app, "127.0.0.1", 0);
  const page = await fetch(`${server.url}/`);
  expect([page.status, await page.text()]).toEqual([200, "<!doctype html>\n"]);
  expect(page.headers.get("content-security-policy")).toMatch(/default-src 'none'.*require-trusted-types-for 'script'/);
  expect(page.headers.get("x-frame-options")).toBe("DENY");
  for (const [method, path, status] of [
    ["GET", "/assets/app-1.js", 200],
    ["GET", "/assets/../../secret", 404],
    ["POST", "/", 404],
    ["GET", "/v1/queue", 404],
  ] as const)
    expect([path, (await fetch(`${server.url}${path}`, { method })).status]).toEqual([path, status]);
});

it("D22: pages that are not what their manifest says are not served", async () => {
  using folder = tempFolder();
  built(folder.path);
  writeFileSync(join(folder.path, "index.html"), "<script src=//evil.example></script>\n");
  await expect(builtPages(folder.path)).rejects.toMatchObject({ code: "files.pages" });
});

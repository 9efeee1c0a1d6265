import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { FILES, openMeasured, untilShown } from "./pages.ts";
import type { WebRow } from "./web-row.ts";
import type { WebStage } from "./web-stage.ts";

const VERIFY = fileURLToPath(new URL("../../../apps/public/dist/", import.meta.url));
const APP = fileURLToPath(new URL("../../../apps/web/dist/", import.meta.url));

/** Script that a browser loads for a screen, gzipped: what was really asked for, and what the verify and the public page carry. */
export async function measureBytes({ browser, url, cookie, empty, large }: WebStage): Promise<readonly WebRow[]> {
  const react = await scriptsBelow(empty.dist);
  const queue = await loaded(browser, { url, cookie }, `${url}/`, ".row-task");
  const change = await loaded(browser, { url, cookie }, `${url}/#/changes/${await large.rows()}`, ".line .code", FILES);
  const more = [...change].filter(([name]) => !queue.has(name));
  const answer = await fetch(`${url}/public`);
  const page = answer.ok ? await answer.text() : undefined;
  const beside = { name: "an empty page with the same React", values: [react] };
  const row = (name: string, value: number, budget: number): WebRow => ({
    name,
    unit: "KB",
    values: [value],
    budget,
    rank: "max",
  });
  return [
    { ...row("script of the queue, gzipped", sum(queue.values()), 140), beside },
    row("script that a change adds, gzipped", sum(more.map(([, size]) => size)), 30),
    row("script of the verify page, gzipped", await scriptsBelow(VERIFY), 30),
    ...(page === undefined
      ? []
      : [
          row("script of the public page", scriptsIn(page), 0),
          row("the public page in all", Buffer.byteLength(page) / 1000, 60),
        ]),
  ];
}

async function loaded(
  browser: WebStage["browser"],
  at: { readonly url: string; readonly cookie: string },
  address: string,
  selector: string,
  within?: string,
): Promise<ReadonlyMap<string, number>> {
  await using opened = await openMeasured(browser, at);
  const names = new Set<string>();
  opened.context.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.endsWith(".js")) names.add(pathname);
  });
  await untilShown(opened.page, address, selector, within);
  const sizes = [...names].map(async (name) => [name, gzipped(await readFile(join(APP, name)))] as const);
  return new Map(await Promise.all(sizes));
}

/** Kilobytes of all script below a folder, also of that in pages. */
async function scriptsBelow(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  const files = names.filter((name) => /\.(?:js|html)$/.test(name)).map((name) => readFile(join(folder, name)));
  const all = (await Promise.all(files)).map(
    (bytes, at) => [names.filter((name) => /\.(?:js|html)$/.test(name))[at], bytes] as const,
  );
  return sum(
    all.map(([name, bytes]) =>
      name?.endsWith(".js") === true ? gzipped(bytes) : gzipped(Buffer.from(inline(bytes.toString()))),
    ),
  );
}

function scriptsIn(page: string): number {
  return Buffer.byteLength(inline(page)) / 1000;
}

function inline(page: string): string {
  return [...page.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, text]) => text).join("");
}

function gzipped(bytes: Uint8Array): number {
  return bytes.length === 0 ? 0 : gzipSync(bytes, { level: 9 }).length / 1000;
}

function sum(values: Iterable<number>): number {
  return [...values].reduce((all, one) => all + one, 0);
}

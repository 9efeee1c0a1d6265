import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";

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
  // Heap sizes are told exactly, and garbage can be collected before they are read.
  "--enable-precise-memory-info",
];

/** Starts a headless Chromium with a fresh profile. */
export async function openChromium(): Promise<Browser> {
  if (!existsSync(PROGRAM))
    throw new Error(`there is no Chromium at ${PROGRAM}: apt-get install chromium, or set CHROMIUM`);
  return chromium.launch({ executablePath: PROGRAM, headless: true, args: QUIET });
}

import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import type { Fields } from "../http/fields.ts";
import type { Lumen } from "./open-lumen.ts";

/** How a program ended, and what it printed. */
type Ended = { readonly exit: number | null; readonly stdout: string; readonly stderr: string };

/**
 * Uses a program that registers an app, as somebody at a terminal whose browser is elsewhere: it prints its page as an address, Mira has it
 * open at GitHub, and types the code with which her browser came back.
 */
export async function registerApp(
  { github: { world }, owner }: Lumen,
  child: ChildProcessWithoutNullStreams,
): Promise<Ended> {
  const closed = once(child, "close");
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (part) => void (stdout += String(part)));
  child.stderr.on("data", (part) => {
    stderr += String(part);
    const page = /base64,([\w+/=]+)\n/.exec(stderr)?.[1];
    if (page !== undefined && !child.stdin.writableEnded)
      child.stdin.end(`${world.submitManifest(owner, manifestIn(page))}\n`);
  });
  await closed;
  return { exit: child.exitCode, stdout, stderr };
}

/** The manifest of an app that the form of a page, in base64, would send to GitHub. */
export function manifestIn(page: string): Fields {
  const value = /name="manifest" value="([^"]*)"/.exec(Buffer.from(page, "base64").toString("utf8"))?.[1] ?? "";
  return JSON.parse(value.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code))));
}

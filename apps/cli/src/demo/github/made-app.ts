import { spawn } from "node:child_process";
import { once } from "node:events";
import { CountersignError } from "@countersign/core";
import { jsonObject, parseStrict, read } from "@countersign/attest";
import type { JsonObject } from "@countersign/attest";
import type { Invocation } from "../../command.ts";

/** The App that `github setup` made: its number, and its lines for service.yaml. */
export type DemoApp = { readonly app: number; readonly settings: string };

/** Calls `github setup --paste` as somebody at a terminal would; `browser` takes the page's manifest to GitHub and brings back the code. */
export async function appBySetup(
  { program, home }: Invocation,
  args: readonly string[],
  browser: (manifest: JsonObject) => string,
): Promise<DemoApp> {
  const [file, ...before] = program;
  const child = spawn(file, [...before, ...args, "--paste", "--json"], { env: home.env, stdio: "pipe" });
  const closed = once(child, "close");
  let [told, answer] = ["", ""];
  child.stdout.on("data", (part) => void (answer += String(part)));
  child.stderr.on("data", (part) => {
    told += String(part);
    const page = /base64,([\w+/=]+)\n/.exec(told)?.[1];
    if (page !== undefined && !child.stdin.writableEnded) child.stdin.end(`${browser(manifestIn(page))}\n`);
  });
  await closed;
  const { app, settings } = child.exitCode === 0 ? documentIn(answer) : {};
  if (typeof app === "number" && typeof settings === "string") return { app, settings };
  throw new CountersignError("internal.demo", `github setup ended with ${child.exitCode}: ${answer}`);
}

/** What the form of the page would send. */
function manifestIn(page: string): JsonObject {
  const value = /name="manifest" value="([^"]*)"/.exec(Buffer.from(page, "base64").toString("utf8"))?.[1] ?? "";
  return documentIn(value.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code))));
}

function documentIn(text: string): JsonObject {
  return read(jsonObject, parseStrict(new TextEncoder().encode(text), "internal"), "internal");
}

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { formatBase64 } from "@countersign/attest";
import type { Page } from "playwright-core";
import { askLogin, pastedSignature, signingCommand } from "../src/session/sign-in.ts";
import { sshSign } from "./command.testing.ts";

const run = promisify(execFile);

/** Makes a key for somebody in the demo's folder. */
export async function newKey(folder: string, person: string): Promise<void> {
  await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", person, "-f", join(folder, "keys", person)]);
}

/** Signs somebody in as a page of the service does, and answers the secret of the session's cookie. */
export async function cookieOf(origin: string, folder: string, person: string): Promise<string> {
  const login = await askLogin({ origin, own: true }, Math.floor(Date.now() / 1000));
  const signature = pastedSignature(await sshSign(folder, person, signingCommand(login)));
  const response = await fetch(`${origin}/v1/session`, {
    method: "POST",
    headers: { origin, "sec-fetch-site": "same-origin", "content-type": "application/json" },
    body: JSON.stringify({
      nonce: login.nonce,
      time: login.time,
      signature: formatBase64(signature),
      deliver: "cookie",
    }),
  });
  const [, secret] = /^countersign=([^;]+)/.exec(response.headers.get("set-cookie") ?? "") ?? [];
  if (secret === undefined) throw new Error(await response.text());
  return secret;
}

/** Signs in with a key as a person does: shows the command, runs it in a shell, pastes what it printed. With the keyboard alone. */
export async function signInByKey(page: Page, folder: string, person: string): Promise<void> {
  await page.getByRole("button", { name: "Sign in with an SSH key instead" }).press("Enter");
  await page.getByRole("button", { name: "Show the command" }).press("Enter");
  const signature = await sshSign(folder, person, await page.locator(".copy pre").innerText());
  await page.getByLabel("What it printed").fill(signature);
  await page.getByRole("button", { name: "Sign in", exact: true }).press("Enter");
}

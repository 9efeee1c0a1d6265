import { CountersignError } from "@countersign/core";
import { same } from "./loopback.ts";

/** What GitHub's codes are made of. */
const CODE = /^[\w-]{1,200}$/;

/**
 * The code in what somebody took from a browser: the whole address at which it ended, whose state has to be the one that was sent, or the
 * code alone. `usage.code`, `github.state`
 */
export function pastedCode(text: string, state: string): string {
  const pasted = text.trim();
  if (!URL.canParse(pasted)) return codeIn(pasted);
  const { searchParams } = new URL(pasted);
  if (!same(searchParams.get("state") ?? "", state))
    throw new CountersignError("github.state", "the address does not belong to what this call began", {
      remedy: "Begin again, and use the page that this call names; codes of others are of no use.",
    });
  return codeIn(searchParams.get("code") ?? "");
}

/** A code as it may stand in an address of the API. `usage.code` */
export function codeIn(text: string): string {
  if (CODE.test(text)) return text;
  throw new CountersignError(
    "usage.code",
    `${JSON.stringify(text.slice(0, 80))} is no code of GitHub, nor an address with one`,
  );
}

import { CountersignError } from "@countersign/core/error";

/** A repository to be followed: its id in the policy, and where it is. `usage.followed` for another form. */
export function parseFollowed(text: string): { readonly id: string; readonly place: string } {
  const at = text.indexOf("=");
  if (at <= 0 || at === text.length - 1)
    throw new CountersignError("usage.followed", `${JSON.stringify(text)} is not ID=PATH or ID=URL`);
  return { id: text.slice(0, at), place: text.slice(at + 1) };
}

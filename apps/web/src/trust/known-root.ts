import { CountersignError } from "@countersign/core";
import type { ChainedPolicy } from "./policy-chain.ts";

/** What this browser keeps of a service's policies: the digest of the first one, and the newest that it verified. `at`: RFC 3339. */
export type KnownRoot = {
  readonly first: string;
  readonly newest: { readonly version: number; readonly sha256: string };
  readonly at: string;
};

/** Who says that the first policy is the right one. */
export type PinnedBy = "page" | "browser" | "nobody";

/**
 * Compares a verified chain with what the page's host pins and with what was seen here before, and answers who vouches for its beginning. `policy.root`: another
 * first policy; `policy.rollback`: it ends before a version that was in force; `policy.fork`: that version is another one.
 */
export function comparePinned(
  chain: readonly [ChainedPolicy, ...ChainedPolicy[]],
  { pin, known }: { readonly pin: string | undefined; readonly known: KnownRoot | undefined },
): PinnedBy {
  const [{ sha256: first }] = chain;
  if (pin !== undefined && pin !== first)
    throw new CountersignError("policy.root", `the first policy is ${first}, and the host of this page pins ${pin}`);
  if (known === undefined) return pin === undefined ? "nobody" : "page";
  if (known.first !== first)
    throw new CountersignError("policy.root", `the first policy is ${first}, and this browser knows ${known.first}`);
  const { version, sha256 } = known.newest;
  const same = chain.find(({ policy }) => policy.version === version);
  if (same === undefined)
    throw new CountersignError(
      "policy.rollback",
      `version ${version} was in force before, and is not among what was sent`,
    );
  if (same.sha256 !== sha256)
    throw new CountersignError("policy.fork", `version ${version} is ${same.sha256}, and was ${sha256} before`);
  return pin === undefined ? "browser" : "page";
}

/** What this browser knows of a service; undefined where it was never here, or cannot be read. */
export function readKnownRoot(kept: Storage, origin: string): KnownRoot | undefined {
  try {
    const said: Readonly<Record<string, unknown>> = { ...JSON.parse(kept.getItem(keyOf(origin)) ?? "{}") };
    const { first, version, sha256, at } = said;
    if (typeof first !== "string" || typeof sha256 !== "string" || typeof at !== "string") return undefined;
    return typeof version === "number" ? { first, newest: { version, sha256 }, at } : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps what was verified, with the time at which its first policy was seen first. */
export function keepKnownRoot(kept: Storage, origin: string, { first, newest, at }: KnownRoot): void {
  kept.setItem(keyOf(origin), JSON.stringify({ first, ...newest, at }));
}

const keyOf = (origin: string) => `countersign.root.${origin}`;

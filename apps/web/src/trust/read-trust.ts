import { parseBase64, parseCanonical } from "@countersign/attest";
import { policyVersion } from "@countersign/core";
import { nobleCrypto } from "@countersign/crypto/noble";
import { queryOptions } from "@tanstack/react-query";
import { dataOf } from "../api/client.ts";
import type { Api } from "../api/client.ts";
import { digestProblem, documentProblem } from "../api/problem.ts";
import type { Page } from "../app/page.ts";
import { comparePinned, keepKnownRoot, readKnownRoot } from "./known-root.ts";
import type { PinnedBy } from "./known-root.ts";
import { policyChain } from "./policy-chain.ts";
import type { ChainedPolicy, SentVersion } from "./policy-chain.ts";

/** Whom to believe, as this browser verified it: every version of the policy, the one in force, and who vouches for the first. */
export type Trusted = {
  readonly chain: readonly [ChainedPolicy, ...ChainedPolicy[]];
  readonly inForce: ChainedPolicy;
  readonly pinnedBy: PinnedBy;
  /** Since when this browser has known the first one, RFC 3339. */
  readonly since: string;
};

/** The policies of the service, verified by the page; what does not hold is a `Problem` with the code of the check. */
export function trustQuery({ api, session: { place } }: Pick<Page, "api" | "session">) {
  return queryOptions({
    queryKey: ["policy", "chain"],
    retry: false,
    structuralSharing: false,
    queryFn: async ({ signal }) => {
      try {
        return await readTrust(api, place, signal);
      } catch (cause) {
        throw documentProblem(cause);
      }
    },
  });
}

async function readTrust(
  api: Api,
  { origin, root: pin }: Page["session"]["place"],
  signal: AbortSignal,
): Promise<Trusted> {
  const [bytes, versions] = await Promise.all([
    dataOf(api.GET("/v1/policy", { parseAs: "arrayBuffer", signal })),
    readVersions(api, signal),
  ]);
  const chain = policyChain(versions);
  const known = readKnownRoot(localStorage, origin);
  const pinnedBy = comparePinned(chain, { pin, known });
  const inForce = chain.at(-1) ?? chain[0];
  const said = policyVersion(nobleCrypto, parseCanonical(new Uint8Array(bytes), "policy"));
  if (said.sha256 !== inForce.sha256)
    throw digestProblem(
      `the policy in force is said to be ${said.sha256}, and the newest that is signed is ${inForce.sha256}`,
    );
  const since = known?.at ?? new Date().toISOString();
  const newest = { version: inForce.policy.version, sha256: inForce.sha256 };
  keepKnownRoot(localStorage, origin, { first: chain[0].sha256, newest, at: since });
  return { chain, inForce, pinnedBy, since };
}

async function readVersions(api: Api, signal: AbortSignal): Promise<readonly SentVersion[]> {
  const found: SentVersion[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const query = cursor === undefined ? {} : { cursor };
    const { items, next } = await dataOf(api.GET("/v1/policy/versions", { params: { query }, signal }));
    found.push(...items.map(({ leaf, envelope }) => ({ leaf, envelope: parseBase64(envelope) })));
    cursor = next;
  }
  return found;
}

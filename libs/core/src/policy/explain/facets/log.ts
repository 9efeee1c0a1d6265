import type { Policy } from "../../policy.ts";
import { GUARD, REWRITING, STRICTER } from "../facet.ts";
import type { Named } from "../facet.ts";
import { spellQuorum } from "../words.ts";
import { timeFacet } from "./time.ts";

/** What is taken back of what was signed before. */
export function* historyFacets(policy: Policy): Iterable<Named> {
  for (const { fingerprint, fromLeaf } of policy.revokedKeys) {
    const measure = { kind: "amount", amount: -fromLeaf } as const;
    yield [`key ${fingerprint}`, { says: `revoked from leaf ${fromLeaf} on`, measure, presence: STRICTER }];
  }
  for (const { leaf, record, reason } of policy.void) {
    const sentences = {
      appears: `record ${record} at leaf ${leaf} never counted, be it an approval or a rejection: ${reason}`,
      disappears: `record ${record} at leaf ${leaf} never counted, and would count again`,
    };
    yield [`record ${record} at leaf ${leaf}`, { says: reason, presence: REWRITING, sentences }];
  }
}

/** The log, and who watches it. */
export function* logFacets({ trial, log }: Policy): Iterable<Named> {
  const real = { kind: "amount", amount: trial ? 0 : 1 } as const;
  yield ["kind of policy", { says: trial ? "trial" : "real", measure: real }];
  yield ["log", { says: log.origin }];
  yield ["key of the log", { says: log.key }];
  yield ["quorum", { says: spellQuorum(log.quorum), measure: { kind: "quorum", quorum: log.quorum } }];
  if (log.inclusionWithin !== undefined)
    yield ["time until a decision is logged", timeFacet(log.inclusionWithin, STRICTER)];
  for (const { name, organisation, key, url } of log.witnesses) {
    const says = `of ${organisation}, key ${key}${url === undefined ? "" : `, ${url}`}`;
    yield [`witness ${name}`, { says, presence: GUARD }];
  }
}

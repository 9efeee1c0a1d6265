import { awaitingQuorum, trustOf } from "@countersign/core";
import type { Publication } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { contentsOf } from "@countersign/home";
import type { OpenedHome, Placed } from "@countersign/home";

/** `; it counts once oracle-w cosigned`, or nothing. */
export function waitingText({ waitingFor }: Pick<Placed, "waitingFor">): string {
  return waitingFor.length === 0 ? "" : `; it counts once ${waitingFor.join(", ")} cosigned`;
}

/** What of a home's log no gate sees yet, because witnesses have yet to cosign it; undefined when they see all of it. */
export function awaitingIn(opened: OpenedHome): Promise<Publication | undefined> {
  return awaitingQuorum(opened.parts, trustOf(nodeCrypto, contentsOf(opened).policy.policy.log));
}

/** `2 leaves more do not count yet: oracle-w has yet to cosign`. */
export function awaitingText({ size, published, waitingFor }: Publication): string {
  const leaves = size - published === 1 ? "1 leaf more does" : `${size - published} leaves more do`;
  return `${leaves} not count yet: ${waitingFor.join(", ")} ${waitingFor.length === 1 ? "has" : "have"} yet to cosign`;
}

/** The same as a member of a JSON document; null when nothing waits. */
export function awaitingJson(awaiting: Publication | undefined) {
  return awaiting === undefined ? null : { size: awaiting.size, waitingFor: awaiting.waitingFor };
}

import type { ReactNode } from "react";
import { OthersText } from "../text/others-text.tsx";
import { Time } from "../text/time.tsx";
import type { Review } from "@countersign/core";
import type { Statement } from "./statement.ts";

/** A statement in words, read from the very bytes that are signed. */
export function ReadBack({ statement: { review, payload, id } }: { readonly statement: Statement }) {
  const { reviewer, repository, base, head, result, policy, packet, conditions, message } = review;
  const hash = (text: string) => <code>{text}</code>;
  return (
    <section className="read-back" aria-labelledby="read-back-title">
      <h2 id="read-back-title">What you sign</h2>
      <p className="read-back-says">
        <b>
          <OthersText text={reviewer.person} />
        </b>{" "}
        of <OthersText text={reviewer.organisation} />, as <b>{review.role}</b>,{" "}
        <b className={`says-${review.decision}`}>{VERBS[review.decision]}</b> this change of{" "}
        <OthersText text={repository.id} /> onto <OthersText text={review.ref} />.
      </p>
      <p>{effectOf(review)}</p>
      <dl>
        <Row name="Environments">
          <OthersText text={conditions?.environments?.join(", ") ?? "all, where the policy asks this role"} />
        </Row>
        {review.decision === "approve" && (
          <Row name="Until">{conditions?.notAfter === undefined ? "no end" : <Time at={conditions.notAfter} />}</Row>
        )}
        {review.reason !== undefined && <Row name="Reason">{review.reason}</Row>}
        <Row name="Message">{message === "" ? "none" : <OthersText text={message} />}</Row>
        <Row name="Change">{hash(review.change)}</Row>
        <Row name="Content">{hash(review.changeDigest)}</Row>
        <Row name="Base">
          {hash(base.gitCommit)}, tree {hash(base.gitTree)}
        </Row>
        <Row name="Head">{hash(head.gitCommit)}</Row>
        <Row name="Result">tree {hash(result.gitTree)}</Row>
        <Row name="Packet">
          {hash(packet.sha256)} by <OthersText text={packet.renderer} />
        </Row>
        <Row name="Policy">
          version {policy.version}, {hash(policy.sha256)}
        </Row>
      </dl>
      <details>
        <summary>The exact bytes, {payload.length} of them</summary>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by keyboard */}
        <pre tabIndex={0}>{new TextDecoder().decode(payload)}</pre>
      </details>
      <p className="quiet">
        Their SHA-256, which the record will be called by: <code className="digest">{grouped(id)}</code>
      </p>
    </section>
  );
}

function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

const VERBS = { approve: "approves", reject: "rejects", hold: "holds", revoke: "revokes" } as const;

/** What it has happen, and what ends that. */
function effectOf({ decision, reviewer: { organisation } }: Review): string {
  switch (decision) {
    case "approve":
      return `Gates count it for exactly this content on this ref, once. It ends when ${organisation} rejects, holds or revokes it, or when its time is over; any other content needs another approval.`;
    case "hold":
      return `Nothing with this content is deployed, under whatever change it comes, until ${organisation} approves it or takes this back.`;
    case "reject":
      return `Nothing with this content is deployed, under whatever branch, proposal or message it comes back, until ${organisation} approves it.`;
    case "revoke":
      return `What ${organisation} said before of this content does not count any more, as if nothing had been said.`;
    default:
      return decision satisfies never;
  }
}

const grouped = (hex: string) => hex.replaceAll(/.{8}(?=.)/g, "$& ");

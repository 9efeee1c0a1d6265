import type { Envelope } from "@countersign/attest";
import { systemClock } from "@countersign/adapters/time";
import {
  CountersignError,
  breakGlassSigners,
  parseRecord,
  recordId,
  signingFault,
  timeFault,
  unreviewedBefore,
} from "@countersign/core";
import type { BreakGlass, BreakGlassCode, LogContents, NewRecord, Policy } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { contentsOf } from "./home.ts";
import type { OpenedHome } from "./home.ts";
import { derivedIncident } from "./incident-making.ts";
import { signedByService } from "./service-signing.ts";
import { spellUnmetApprovals } from "./unmet.ts";

/**
 * A signed break-glass as it goes into the log, with the incident that opens its review, about its leaf. Refused is what a
 * gate would not open for (attack H4): a leaf never changes, so a faulty one would stay faulty. Codes: `breakglass.*`, and
 * those of signatures.
 */
export function breakGlassRecords(opened: OpenedHome, envelope: Envelope): readonly NewRecord[] {
  const contents = contentsOf(opened);
  const { policy } = contents.policy;
  const { record } = parseRecord(nodeCrypto, "break-glass", envelope.payload);
  const kept: NewRecord = { kind: "break-glass", envelope };
  const id = recordId(nodeCrypto, envelope.payload);
  if (opened.own?.soFar()?.records.has(id) === true) return [kept];
  const signers = breakGlassSigners(nodeCrypto, policy, envelope);
  refuse(
    signingFault(policy, record, signers),
    policy,
    record,
    signers.map(({ person }) => person),
  );
  refuseShut(contents, record);
  const review = derivedIncident(
    {
      about: { leaf: contents.size },
      code: "breakglass.review",
      text: `Break-glass for ${record.commit} in ${record.environment}, by ${signers.map(({ person }) => person).join(" and ")}: ${record.reason}`,
    },
    id,
  );
  return [kept, signedByService(opened, "incident", review)];
}

/** Refuses one that is over, that would stay open too long, or that comes before an earlier one was reviewed. */
export function refuseShut(contents: LogContents, record: BreakGlass): void {
  const now = systemClock().now();
  const { policy } = contents.policy;
  refuse(timeFault(policy, record, { time: now, now }), policy, record, []);
  const [open] = unreviewedBefore(contents, record.environment);
  if (open !== undefined)
    throw new CountersignError(
      "breakglass.review-overdue",
      `the break-glass at leaf ${open.leaf} (${open.record.environment}, until ${open.record.notAfter}) has not been reviewed, and its review is due before the next one`,
    );
}

function refuse(
  code: BreakGlassCode | undefined,
  policy: Policy,
  { environment, notAfter }: BreakGlass,
  people: readonly string[],
): void {
  if (code === undefined) return;
  const details: Readonly<Partial<Record<BreakGlassCode, string>>> = {
    "breakglass.environment": `the policy has no emergency exit in '${environment}'`,
    "breakglass.reason": "no reason is given",
    "breakglass.same-person": `somebody signed twice: ${people.join(", ")}`,
    "breakglass.organisations": `still to sign: ${spellUnmetApprovals(policy, environment, people).join("; ")}`,
    "breakglass.expired": `it ended at ${notAfter}`,
    "breakglass.ttl": `it would stay open until ${notAfter}, longer than the policy lets any be in '${environment}'`,
  };
  throw new CountersignError(code, details[code] ?? code);
}

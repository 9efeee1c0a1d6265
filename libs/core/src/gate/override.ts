import type { LoggedBreakGlass } from "../log/contents.ts";
import { breakGlassFault, targetFault } from "./break-glass-fault.ts";
import type { BreakGlassCode } from "./break-glass-fault.ts";
import type { GateFacts } from "./facts.ts";
import type { GateFinding } from "./finding.ts";
import type { Judgement } from "./judge.ts";

/**
 * A judgement as break-glass leaves it (design, §4 "Break-glass"): a valid one for exactly this request allows what would
 * be denied or pending, and what it overrides stays listed. Errors and a stale log are never overridden: on a log that
 * stands still nothing would ever end. Why another one does not help is a reason; it leads where it was meant for this
 * request, or was named in it, and only then.
 */
export function overridden(facts: GateFacts, judgement: Judgement, now: number): Judgement {
  const { findings } = judgement;
  if (findings.length === 0 || findings.some(cannotBeOverridden)) return judgement;
  const found = breakGlassFor(facts, now);
  if (found === undefined) return judgement;
  const { code, leads, breakGlass } = found;
  const about = breakGlass === undefined ? {} : { breakGlass };
  if (code === undefined) return granted(judgement, { decision: "allow", code: "gate.break-glass", ...about });
  const denied = findings.some(({ decision }) => decision === "deny");
  const finding: GateFinding = leads(denied)
    ? { decision: "deny", code, ...about }
    : { decision: denied ? "deny" : "pending", code, follows: true, ...about };
  return { ...judgement, findings: [finding, ...findings] };
}

function cannotBeOverridden({ decision, code }: GateFinding): boolean {
  return decision === "error" || code === "log.stale";
}

function granted(judgement: Judgement, finding: GateFinding): Judgement {
  return {
    ...judgement,
    findings: [
      finding,
      ...judgement.findings.map((one): GateFinding => ({ ...one, decision: "allow", follows: true })),
    ],
    requirements: judgement.requirements.map((one) =>
      one.state === "UNSATISFIED" ? { ...one, state: "OVERRIDDEN" } : one,
    ),
  };
}

/** The break-glass that matters to a request; without a code it opens. */
type Found = {
  readonly code?: BreakGlassCode;
  readonly breakGlass?: LoggedBreakGlass;
  readonly leads: (denied: boolean) => boolean;
};

function breakGlassFor(facts: GateFacts, now: number): Found | undefined {
  const { log, request } = facts;
  if (request.breakGlass !== undefined) return named(facts, request.breakGlass, now);
  const meant = log.breakGlass.filter(({ record }) => targetFault(record, request) === undefined).toReversed();
  const tried = meant.map((breakGlass) => examined(facts, breakGlass, now));
  const best = tried.find(({ code }) => code === undefined) ?? tried[0];
  if (best !== undefined) return { ...best, leads: (denied) => denied };
  const near = log.breakGlass.findLast((one) => isNear(facts, one));
  return near === undefined ? undefined : { ...examined(facts, near, now), leads: () => false };
}

function named(facts: GateFacts, id: string, now: number): Found {
  const breakGlass = facts.log.breakGlass.find((one) => one.id === id);
  const leads = () => true;
  return breakGlass === undefined
    ? { code: "breakglass.not-logged", leads }
    : { ...examined(facts, breakGlass, now), leads };
}

function examined({ log, request }: GateFacts, breakGlass: LoggedBreakGlass, now: number): Omit<Found, "leads"> {
  const code = breakGlassFault(log, breakGlass, request, { time: log.time, now });
  return code === undefined ? { breakGlass } : { breakGlass, code };
}

/** One that is open for the same commit elsewhere, or for another commit in the same environment. */
function isNear({ log, request }: GateFacts, { record }: LoggedBreakGlass): boolean {
  const open = log.time !== undefined && log.time <= Date.parse(record.notAfter) / 1000;
  return open && (record.commit === request.commit || record.environment === request.environment);
}

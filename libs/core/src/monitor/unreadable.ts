import { AttestError } from "@countersign/attest";
import { LogError } from "@countersign/tlog";
import { remedyFor } from "../codes.ts";
import { CountersignError } from "../error.ts";
import { alarm } from "./alarm.ts";
import type { Alarm } from "./alarm.ts";

/** `monitor.unreadable`: a log, a repository or verdicts that cannot be looked at, with the code of why. */
export function unreadable(subject: string, error: unknown): Alarm {
  const said = error instanceof CountersignError || error instanceof AttestError || error instanceof LogError;
  const text = said ? `${error.code}: ${error.detail}` : `internal.crash: ${String(error)}`;
  return alarm({
    part: "sources",
    code: "monitor.unreadable",
    subject,
    text: `the ${subject} cannot be followed: ${text}`,
    ...(said && !error.code.endsWith(".unreachable") ? { remedy: remedyOf(error) } : {}),
    at: {},
  });
}

/** What does not answer is the network's doing; of everything else the check that refused it knows what to do. */
function remedyOf(error: CountersignError | AttestError | LogError): string {
  return (error instanceof CountersignError ? error.remedy : undefined) ?? remedyFor(error.code);
}

import { AttestError } from "@countersign/attest";
import { CountersignError, exitFor, remedyFor } from "@countersign/core";
import { LogError } from "@countersign/tlog";

/** What one look found; `code` is what would fail, or what to watch. */
export type Check = {
  readonly id: string;
  readonly state: "ok" | "warning" | "fails";
  readonly message: string;
  readonly code?: string;
  readonly remedy?: string;
};

/** What a look answers: a sentence when all is well, else a code with one. */
export type Found =
  | string
  | {
      readonly state: "warning" | "fails";
      readonly code: string;
      readonly message: string;
      readonly remedy?: string;
    };

/** Looks at one thing. What is thrown with a code is what would fail; everything else is a fault of the program. */
export async function examine(id: string, look: () => Found | Promise<Found>): Promise<Check> {
  try {
    const found = await look();
    return typeof found === "string"
      ? { id, state: "ok", message: found }
      : { id, remedy: remedyFor(found.code), ...found };
  } catch (error) {
    if (!(error instanceof CountersignError || error instanceof AttestError || error instanceof LogError)) throw error;
    return { id, state: "fails", code: error.code, message: error.detail, remedy: remedyOf(error) };
  }
}

function remedyOf(error: CountersignError | AttestError | LogError): string {
  return (error instanceof CountersignError ? error.remedy : undefined) ?? remedyFor(error.code);
}

/** The code that decides the exit: of what fails, the one with the greatest exit code; undefined when nothing does. */
export function worstCode(checks: readonly Check[]): string | undefined {
  const codes = checks.flatMap(({ state, code }) => (state === "fails" && code !== undefined ? [code] : []));
  return codes.toSorted((a, b) => exitFor(b) - exitFor(a))[0];
}

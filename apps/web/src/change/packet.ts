import { formatHex, parseStrict } from "@countersign/attest";
import { digestProblem } from "../api/problem.ts";
import { fieldOf, membersOf } from "../session/listed-page.ts";
import { ledgerOf } from "./ledger.ts";
import type { Ledger } from "./ledger.ts";

/** What was noticed in a change, as far as it is shown. */
export type ShownFinding = {
  readonly risk: string;
  readonly class: string;
  readonly code: string;
  readonly title: string;
  readonly ask: string | undefined;
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly places: readonly ShownPlace[];
  /** Of a value that goes one way step by step (`param.ramp`): what it was, the oldest first, and what it becomes. */
  readonly steps: readonly string[] | undefined;
};

/** Where something was noticed: lines of one side of a file, 0 for the file itself. `text` says it in short. */
export type ShownPlace = {
  readonly text: string;
  readonly path: string;
  readonly side: "old" | "new";
  readonly from: number;
  readonly to: number;
};

/** How far a file was understood. */
type Covered = { readonly path: string; readonly analysed: string; readonly lines: string };

/** A packet whose digest this browser computed and found to be the one that decisions name. */
export type ShownPacket = {
  readonly digest: string;
  readonly detectors: string;
  readonly findings: readonly ShownFinding[];
  readonly claims: readonly ShownFinding[];
  readonly ledgers: readonly Ledger[];
  readonly coverage: readonly Covered[];
};

/** Reads a packet after its bytes were hashed here: `web.digest` where they are not what the change record names (attack D23). */
export async function readPacket(bytes: Uint8Array, digest: string): Promise<ShownPacket> {
  const found = formatHex(new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes))));
  if (found !== digest)
    throw digestProblem(`the service sent another packet than the change record names: ${found} instead of ${digest}`);
  return packetOf(parseStrict(bytes, "packet"), digest);
}

function packetOf(document: unknown, digest: string): ShownPacket {
  const findings = membersOf(document, "findings").map(findingOf);
  const isClaim = ({ code }: ShownFinding) => code.startsWith("claim.");
  const ledgers = fieldOf(document, "ledgers");
  return {
    digest,
    detectors: textOf(fieldOf(fieldOf(document, "detectors"), "version")),
    findings: findings
      .filter((one) => !isClaim(one))
      .toSorted((a, b) => (a.risk < b.risk ? 1 : a.risk > b.risk ? -1 : 0)),
    claims: findings.filter(isClaim),
    ledgers: Object.entries(typeof ledgers === "object" && ledgers !== null ? ledgers : {})
      .filter(([name]) => name !== "claim")
      .map(([name, rows]) => ledgerOf(name, rows, findings)),
    coverage: membersOf(document, "coverage").map((one) => ({
      path: pathOf(fieldOf(one, "path")),
      analysed: textOf(fieldOf(one, "analysed")),
      lines: textOf(fieldOf(one, "lines")),
    })),
  };
}

function findingOf(one: unknown): ShownFinding {
  const text = (name: string) => textOf(fieldOf(one, name));
  const perhaps = (name: string) => (fieldOf(one, name) === undefined ? undefined : text(name));
  return {
    risk: text("risk"),
    class: text("class"),
    code: text("code"),
    title: text("title"),
    ask: perhaps("ask"),
    before: perhaps("before"),
    after: perhaps("after"),
    places: membersOf(one, "at").map(placeOf),
    steps: text("code") === "param.ramp" ? textOf(fieldOf(fieldOf(one, "evidence"), "steps")).split(" → ") : undefined,
  };
}

function placeOf(at: unknown): ShownPlace {
  const [from, to] = [numberOf(fieldOf(at, "from")), numberOf(fieldOf(at, "to"))];
  const lines = from === 0 ? "" : `:${from}${to === from ? "" : `–${to}`}`;
  const path = pathOf(fieldOf(at, "path"));
  const side = fieldOf(at, "side") === "base" ? "old" : "new";
  return { text: `${path}${lines}${side === "old" ? " (before)" : ""}`, path, side, from, to };
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

function pathOf(path: unknown): string {
  return typeof path === "string" ? path : `base64:${textOf(fieldOf(path, "base64"))}`;
}

/** A text as it is, a number or a truth value in words; nothing of anything else. */
function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

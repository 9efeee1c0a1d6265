import { formatHex, parseStrict } from "@countersign/attest";
import { digestProblem } from "../api/problem.ts";
import { fieldOf, membersOf } from "../session/listed-page.ts";

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
};

/** Where something was noticed: lines of one side of a file, 0 for the file itself. `text` says it in short. */
export type ShownPlace = {
  readonly text: string;
  readonly path: string;
  readonly side: "old" | "new";
  readonly from: number;
  readonly to: number;
};

/** One table of old and new values. */
export type Ledger = {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
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
      .map(([name, rows]) => ledgerOf(name, rows)),
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

/** Rows have the columns that any of them has, the place last. */
function ledgerOf(name: string, rows: unknown): Ledger {
  const found = (Array.isArray(rows) ? rows : []).map(
    (row) => new Map(Object.entries(typeof row === "object" && row !== null ? row : {})),
  );
  const all = new Set(found.flatMap((row) => [...row.keys()]));
  const last = ["path", "line"].filter((column) => all.has(column));
  const known = ["key", "before", "after", "ratio", "how"].filter((column) => all.has(column));
  const columns = [
    ...known,
    ...[...all].filter((column) => !known.includes(column) && !last.includes(column)),
    ...last,
  ];
  return { name, columns, rows: found.map((row) => columns.map((column) => valueText(row.get(column)))) };
}

function valueText(value: unknown): string {
  if (value === undefined || value === null) return "";
  const inner = fieldOf(value, "value");
  if (typeof inner === "string") return inner;
  return typeof value === "object" ? JSON.stringify(value) : textOf(value);
}

function pathOf(path: unknown): string {
  return typeof path === "string" ? path : `base64:${textOf(fieldOf(path, "base64"))}`;
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

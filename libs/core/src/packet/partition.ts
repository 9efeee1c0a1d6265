import type { Entry } from "../change/entry.ts";
import { displayPath } from "../change/path-json.ts";
import type { Path } from "../objects/path.ts";
import type { Finding, Packet, Risk } from "./packet.ts";
import { namesOfRow } from "./row-names.ts";

/** What of a change could be proposed by itself. */
export type Part = {
  /** In the order of the entries. */
  readonly paths: readonly Path[];
  /** The classes of its findings at R3 and R4, each with its highest risk, the highest first. */
  readonly classes: readonly { readonly class: string; readonly risk: Risk }[];
  /** All findings at its paths, by their place in the packet. */
  readonly findings: readonly number[];
};

/** A change in parts; `rest` has no finding at R3 or R4 and may go with any of them. */
export type Partition = { readonly parts: readonly Part[]; readonly rest: readonly Path[] };

/**
 * Parts of a change by the classes of what was found at R3 and R4: whole files, of which those stay together that share a
 * class (`feature.personal` belongs to `feature`), a finding, or a name that changes in both. Nothing is lost: each entry is
 * in one part or in the rest. Linear in the packet; it advises authors and decides nothing.
 */
export function partitionOf({
  entries,
  findings,
  ledgers,
}: Pick<Packet, "findings" | "ledgers"> & { readonly entries: readonly Pick<Entry, "path">[] }): Partition {
  const groups = grouping(entries.map(({ path }) => path));
  const grave = findings.filter(isGrave);
  for (const finding of grave) for (const { path } of finding.at) groups.join(path, `class ${family(finding)}`);
  const byName = new Map(entries.map(({ path }) => [displayPath(path), path]));
  for (const [ledger, rows] of Object.entries(ledgers))
    for (const row of rows) {
      const { path, names } = namesOfRow(ledger, row);
      const changed = byName.get(path);
      if (changed !== undefined) for (const name of names) groups.join(changed, `name ${name}`);
    }
  const all = groups.all().map((paths) => partOf(paths, findings));
  return {
    parts: all.filter(({ classes }) => classes.length > 0).toSorted(byRisk),
    rest: all.filter(({ classes }) => classes.length === 0).flatMap(({ paths }) => paths),
  };
}

function isGrave({ risk, evidence }: Finding): boolean {
  return (risk === "R3" || risk === "R4") && evidence["test"] !== "yes";
}

function family({ class: name }: Finding): string {
  return name.split(".")[0] ?? name;
}

/** Riskier parts first; equal ones in the order of their first paths. */
function byRisk({ classes: [one] }: Part, { classes: [other] }: Part): number {
  return (other?.risk ?? "").localeCompare(one?.risk ?? "");
}

function partOf(paths: readonly Path[], findings: readonly Finding[]): Part {
  const own = new Set(paths);
  const at = findings.flatMap((finding, index) => (finding.at.some(({ path }) => own.has(path)) ? [index] : []));
  const risks = new Map<string, Risk>();
  for (const finding of at.flatMap((index) => findings[index] ?? []).filter(isGrave)) {
    const known = risks.get(finding.class);
    if (known === undefined || known < finding.risk) risks.set(finding.class, finding.risk);
  }
  const classes = [...risks].map(([name, risk]) => ({ class: name, risk }));
  return { paths, classes: classes.toSorted((a, b) => b.risk.localeCompare(a.risk)), findings: at };
}

type Grouping = {
  /** Puts a path together with all others that were joined for the same reason; other paths than those of the change are none. */
  readonly join: (path: Path, reason: string) => void;
  /** The groups, in the order of their first paths. */
  readonly all: () => readonly (readonly Path[])[];
};

/** Sets that only grow together. */
function grouping(paths: readonly Path[]): Grouping {
  const above = new Map<Path, Path>(paths.map((path) => [path, path]));
  const firstFor = new Map<string, Path>();
  const top = (path: Path): Path => {
    let at = path;
    for (let next = above.get(at); next !== undefined && next !== at; next = above.get(at)) {
      above.set(at, above.get(next) ?? next);
      at = next;
    }
    return at;
  };
  return {
    join(path, reason) {
      if (!above.has(path)) return;
      const first = firstFor.get(reason);
      if (first === undefined) firstFor.set(reason, path);
      else above.set(top(path), top(first));
    },
    all() {
      const groups = new Map<Path, Path[]>();
      for (const path of paths) {
        const group = groups.get(top(path));
        if (group === undefined) groups.set(top(path), [path]);
        else group.push(path);
      }
      return [...groups.values()];
    },
  };
}

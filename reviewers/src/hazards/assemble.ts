import type { Finding, Packet } from "@countersign/core";
import type { LedgerRow, Noticed } from "../contract.ts";
import { hazardFinding, whole } from "./finding.ts";
import type { HazardLimits } from "./limits.ts";
import { compareFindings } from "./order.ts";

/** Detector of findings about the bounds of the reading itself. */
const ID = "reading";

/** Everything that was noticed, in the order risk, class, path, line, code; so many of each class and code as are listed by themselves. */
export function assemble(
  noticed: readonly Noticed[],
  limits: Pick<HazardLimits, "findings" | "rows">,
): Pick<Packet, "findings" | "ledgers"> {
  const found = noticed.flatMap(({ findings }) => findings).toSorted(compareFindings);
  const byCode = [...Map.groupBy(found, ({ class: name, code }) => `${name} ${code}`).values()];
  const kept = byCode.flatMap((all) => all.slice(0, limits.findings));
  const left = byCode.flatMap((all) => tooMany(all, limits));
  const rows = Map.groupBy(
    noticed.flatMap(({ ledgers = {} }) => Object.entries(ledgers)),
    ([name]) => name,
  );
  const ledgers = [...rows].flatMap(([name, all]): readonly (readonly [string, readonly LedgerRow[]])[] => {
    const every = all.flatMap(([, some]) => some);
    return every.length === 0 ? [] : [[name, bounded(every, limits.rows)]];
  });
  return { findings: [...kept, ...left].toSorted(compareFindings), ledgers: Object.fromEntries(ledgers) };
}

/** What is not listed by itself still names its paths, with its class and risk. */
function tooMany(all: readonly Finding[], { findings }: Pick<HazardLimits, "findings">): readonly Finding[] {
  const [first] = all;
  const rest = all.slice(findings);
  if (first === undefined || rest.length === 0) return [];
  const { class: name, code, risk, roles } = first;
  const places = rest.flatMap(({ at }) => at.map(({ path, side }) => whole(path, side)));
  const said = hazardFinding(ID, "limit.findings", {
    title: `${rest.length} more findings of ${code} are not listed`,
    at: [...new Map(places.map((place) => [place.path, place])).values()],
    evidence: { code, found: all.length, listed: findings },
  });
  return [{ ...said, class: name, risk, roles }];
}

function bounded(rows: readonly LedgerRow[], most: number): readonly LedgerRow[] {
  return rows.length <= most ? rows : [...rows.slice(0, most), { more: String(rows.length - most) }];
}

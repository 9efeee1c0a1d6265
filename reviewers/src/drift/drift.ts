import { displayPath } from "@countersign/core";
import type { Finding, Location, Oid, Path } from "@countersign/core";
import type { Examined } from "../contract.ts";
import type { ClassName } from "../detectors/classes.ts";
import { at, finding } from "../detectors/finding.ts";
import { labelOf, spelling } from "../detectors/parameters/say.ts";
import type { TreeSource } from "../hazards/surroundings.ts";
import type { LedgerChanges, Row } from "../ledgers/row.ts";
import { listDrifts } from "./listed.ts";
import type { ListDrift } from "./listed.ts";
import { documentedAlone, numberDrifts } from "./numbers.ts";
import type { NumberDrift } from "./numbers.ts";
import { readPages } from "./pages.ts";
import { unusedFindings } from "./unused.ts";

const ID = "drift";

/** What a change says of itself: its files, its ledgers, and what was found of it. */
type Change = {
  readonly files: readonly Examined[];
  readonly ledgers: LedgerChanges;
  readonly findings: readonly Finding[];
};

/**
 * Pages of the result that do not follow the change, or change without it (`docs.drift`, R2): a table that lists filters, sources or
 * features without the one that came, or with the one that went; a number that a parameter had. Only of what something else was found
 * of, in whose class it is told; and settings that nothing reads any more. It needs the whole tree, so it is for people and never for the gate (recommender.md §3, §4).
 */
export async function driftFindings(source: TreeSource, tree: Oid, change: Change): Promise<readonly Finding[]> {
  const { files, ledgers, findings } = change;
  const told = findings.filter(({ risk, evidence }) => risk !== "R1" && evidence["test"] !== "yes");
  const alone = aloneFindings(ledgers, told);
  if (!told.some(({ at: places }) => places.some(({ path }) => !isPage(files, path)))) return alone;
  const pages = await readPages(
    source,
    tree,
    files.map(({ path }) => path),
  );
  return [
    ...listDrifts(files, pages).flatMap((drift) => listFinding(drift, told)),
    ...numberDrifts(ledgers.parameter, pages).flatMap((drift) => numberFinding(drift, told)),
    ...alone,
    ...(await unusedFindings(source, tree, files, told)),
  ];
}

function isPage(files: readonly Examined[], path: Path): boolean {
  return files.some((file) => file.path === path && file.kinds.has("docs"));
}

function listFinding(
  { file, list, page, table, lacks, keeps }: ListDrift,
  told: readonly Finding[],
): readonly Finding[] {
  const names = [...lacks, ...keeps];
  const about = told.find(
    ({ title, at: places }) =>
      places.some(({ path }) => path === file.path) && names.some((name) => title.includes(name)),
  );
  if (about === undefined) return [];
  const lists = [
    ...(lacks.length === 0 ? [] : [`lists the others and not ${lacks.slice(0, 3).join(", ")}`]),
    ...(keeps.length === 0 ? [] : [`still lists ${keeps.slice(0, 3).join(", ")}`]),
  ];
  return [
    driftFinding(about, {
      title: `${displayPath(page.path)} ${lists.join("; ")}`,
      at: [at(page.path, "result", table.from, table.to), at(file.path, "result", list.from, list.to)],
      evidence: { list: table.name, lacks: lacks.join(", "), keeps: keeps.join(", ") },
    }),
  ];
}

function numberFinding({ base, result, page, says }: NumberDrift, told: readonly Finding[]): readonly Finding[] {
  const about = findingOf(result, told);
  if (about === undefined) return [];
  return [
    driftFinding(about, {
      title: `${displayPath(page.path)} still says ${labelOf(result)} ${spelling(base)}; it is ${spelling(result)}`,
      at: [at(page.path, "result", says.from, says.to), at(result.path, "result", result.line)],
      evidence: { key: result.key },
    }),
  ];
}

/** One finding for each page. */
function aloneFindings({ parameter }: LedgerChanges, told: readonly Finding[]): readonly Finding[] {
  const pages = Map.groupBy(documentedAlone(parameter), ({ result }) => result.path);
  return [...pages].flatMap(([path, changes]) => {
    const own = changes.filter(({ result }) => findingOf(result, told) !== undefined);
    const [first] = own;
    const about = first === undefined ? undefined : findingOf(first.result, told);
    if (about === undefined) return [];
    const names = own.map(({ result }) => labelOf(result));
    const more = names.length > 3 ? ` and ${names.length - 3} more` : "";
    return [
      driftFinding(about, {
        title: `${displayPath(path)} says other numbers of ${names.slice(0, 3).join(", ")}${more}, and no setting in this change has them`,
        at: own.map(({ result }) => at(path, "result", result.line)),
        evidence: { count: own.length },
      }),
    ];
  });
}

/** What was found of a row, by its place. */
function findingOf({ path, line }: Row, told: readonly Finding[]): Finding | undefined {
  return told.find(({ at: places }) =>
    places.some((place) => place.path === path && place.side === "result" && place.from <= line && line <= place.to),
  );
}

type Told = {
  readonly title: string;
  readonly at: readonly Location[];
  readonly evidence: { readonly [name: string]: string | number };
};

function driftFinding(about: Finding, { title, at: places, evidence }: Told): Finding {
  return finding(ID, about.class as ClassName, "docs.drift", {
    title,
    at: places,
    risk: "R2",
    roles: about.roles.filter((role) => role === "oracle" || role === "data-guard"),
    evidence,
    ask: "Which of the two is right, and who reads this page?",
  });
}

import type { Finding } from "@countersign/core";
import { fileName } from "../content/names.ts";
import type { Examined } from "../contract.ts";
import { finding } from "../detectors/finding.ts";
import type { ClassName } from "../detectors/classes.ts";
import { wordsOf } from "../facts/words.ts";
import { foremost } from "../title/foremost.ts";
import { claimOf, namesIn } from "./claim-words.ts";
import type { Claim } from "./claim-words.ts";
import { compared } from "./compared.ts";
import { hunksOf } from "./hunks.ts";
import type { Hunk } from "./hunks.ts";

/** What the author's text explains of a change. */
export type ClaimCheck = {
  readonly findings: readonly Finding[];
  /** Changed lines that have to be accounted for, and how many of them the text explains. */
  readonly lines: number;
  readonly explained: number;
};

const ID = "claim";
/** Share of the hunks, and number of them, up to which a word is rare. */
const RARE = { share: 0.2, count: 3 };
const TOLD: ReadonlySet<string> = new Set(["R2", "R3", "R4"]);

/**
 * Compares what the author says with what was found. A hunk is explained if it shares a rare word with the text or lies in a file that the
 * text names. Then: classes without an explained line (`claim.unexplained`), words that promise that nothing changes beside findings
 * that say otherwise (`claim.contradicted`) or bear them out (`claim.supported`), and a text of which no word fits anything (`claim.empty`).
 *
 * @param texts commit messages and the proposal's words
 */
export function checkClaim(
  texts: readonly string[],
  files: readonly Examined[],
  findings: readonly Finding[],
): ClaimCheck {
  const claim = claimOf(texts);
  const hunks = hunksOf(files);
  const explained = explainedBy(claim, hunks);
  const told = foremost(findings.filter(({ risk, evidence }) => TOLD.has(risk) && evidence["test"] !== "yes"));
  const byPath = Map.groupBy(explained, ({ path }) => path);
  const open = told.filter((one) => !isExplained(one, byPath, claim));
  const count = (some: Iterable<Hunk>) => [...some].reduce((sum, { lines }) => sum + lines, 0);
  const empty =
    explained.size === 0 &&
    hunks.length > 0 &&
    told.length > 0 &&
    open.length === told.length &&
    !hunks.some(({ words }) => [...words].some((word) => claim.words.has(word))) &&
    !isAboutPlace(claim, files);
  const promises = compared(claim, told, files);
  const borneOut = promises.some(({ code }) => code === "claim.supported");
  return {
    lines: count(hunks),
    explained: count(explained),
    findings: [...(!empty ? unexplained(open) : borneOut ? [] : [emptyClaim(told)]), ...promises],
  };
}

/** Whether a word of the text is in the path of something that changed: then it says at least where. */
function isAboutPlace(claim: Claim, files: readonly Examined[]): boolean {
  return files.some(({ path }) => wordsOf(path).some((word) => word.length > 3 && claim.words.has(word)));
}

function explainedBy(claim: Claim, hunks: readonly Hunk[]): ReadonlySet<Hunk> {
  const counts = new Map<string, number>();
  for (const { words } of hunks)
    for (const word of words) if (claim.words.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const most = Math.max(RARE.count, RARE.share * hunks.length);
  const rare = new Set([...counts].filter(([, count]) => count <= most).map(([word]) => word));
  const named = (path: string) => {
    const name = fileName(path).toLowerCase();
    const stem = name.replace(/\.[^.]*$/, "");
    return claim.text.toLowerCase().includes(name) || wordsOf(stem).every((word) => claim.words.has(word));
  };
  return new Set(hunks.filter(({ path, words }) => named(path) || [...words].some((word) => rare.has(word))));
}

/**
 * Whether one of a finding's lines is in an explained hunk, or its own words are in the text. Where the text says that something is only
 * told better, another value needs words of its own.
 */
function isExplained(
  { at: places, title, evidence, before, after }: Finding,
  explained: ReadonlyMap<string, readonly Hunk[]>,
  claim: Claim,
): boolean {
  const own = wordsOf(`${evidence["key"] ?? ""} ${evidence["name"] ?? ""}`).filter((word) => word.length > 2);
  if (own.some((word) => claim.words.has(word))) return true;
  if (namesIn(title).some((name) => claim.text.includes(name))) return true;
  if (claim.tells && before !== undefined && after !== undefined) return false;
  if (places.length === 0) return wordsOf(title).some((word) => word.length > 3 && claim.words.has(word));
  return places.some(({ path, side, from, to }) =>
    (explained.get(path) ?? []).some(
      (hunk) => hunk.side === side && (from === 0 || (hunk.from <= to && hunk.to >= from)),
    ),
  );
}

/** What the author's text leaves out, told once: the classes, the foremost findings of each, and a place of every one. */
function unexplained(open: readonly Finding[]): readonly Finding[] {
  const [first] = open;
  if (first === undefined) return [];
  const byClass = [...Map.groupBy(open, (one) => one.class)];
  const titles = byClass.flatMap(([, all]) => all.slice(0, 1)).map(({ title }) => title);
  const more = open.length - Math.min(SHOWN, titles.length);
  return [
    finding(ID, first.class as ClassName, "claim.unexplained", {
      title: `The author's text does not mention: ${titles.slice(0, SHOWN).join("; ")}${more > 0 ? `; and ${more} more` : ""}`,
      risk: "R2",
      at: open.flatMap((one) => one.at.slice(0, 1)),
      evidence: { findings: open.length, classes: byClass.map(([name, all]) => `${name} ${all.length}`).join(", ") },
      ask: "Why is this not in the description?",
    }),
  ];
}

/** Findings that a sentence names. */
const SHOWN = 3;

function emptyClaim(told: readonly Finding[]): Finding {
  const [first] = told;
  return finding(ID, (first?.class ?? "logic") as ClassName, "claim.empty", {
    title: "No word of the author's text fits anything that changed",
    risk: "R2",
    at: first?.at.slice(0, 1) ?? [],
    evidence: { findings: told.length },
    ask: "What is this change for?",
  });
}

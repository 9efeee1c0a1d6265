import { formatPath } from "@countersign/core";
import type { Finding, Location, Path } from "@countersign/core";
import type { FileChange, Hazard, Noticed, Surroundings } from "../../contract.ts";
import type { HazardCode } from "../codes.ts";
import { codePoint, hazardFinding, named, onLine, whole } from "../finding.ts";
import { hiddenCharacters } from "./characters.ts";
import { escapedMarks } from "./escaped-marks.ts";
import { confusableWords } from "./scripts.ts";

const ID = "hidden-text";
/** Different characters and words that evidence names. */
const MOST_NAMED = 12;

type Sighting = { readonly code: HazardCode; readonly what: string };

/** Text that is not what it looks like, in contents, paths, names, and the author's words (attacks D5, D7). */
export const hiddenText: Hazard = { id: ID, file: inFile, change: inWords };

function inFile({ entry: { path }, added }: FileChange): Noticed {
  const places = new Map<HazardCode, Location[]>();
  const names = new Map<HazardCode, Set<string>>();
  const note = (place: Location, { code, what }: Sighting) => {
    const known = places.get(code) ?? [];
    places.set(code, known);
    if (known.at(-1)?.from !== place.from || known.length === 0) known.push(place);
    const named = names.get(code) ?? new Set();
    names.set(code, named);
    if (named.size < MOST_NAMED) named.add(what);
  };
  for (const { number, text } of added) {
    for (const one of sightings(text)) note(onLine(path, number), one);
    for (const what of escapedMarks(path, text)) note(onLine(path, number), { code: "text.control", what });
  }
  const findings = [...places].map(([code, at]) =>
    hazardFinding(ID, code, {
      title: `${TITLES[code] ?? code} in ${named(path)}`,
      at,
      evidence: { found: [...(names.get(code) ?? [])].join(" "), lines: at.length },
      ask: "What is this character for?",
    }),
  );
  return { findings: [...findings, ...inPath(path)] };
}

const TITLES: { readonly [code: string]: string } = {
  "text.bidi": "Text whose order on the screen is not its order",
  "text.invisible": "Invisible characters",
  "text.control": "Control characters or unusual line ends",
  "text.mixed-script": "Letters that look like others",
};

function inPath(path: Path): readonly Finding[] {
  const spelled = formatPath(path);
  return typeof spelled === "string" ? about(sightings(spelled), `the path ${named(path)}`, [whole(path)]) : [];
}

/** Everything of the packet that people wrote and that is not a file. */
function inWords({ change: { contributors, claim, ref, proposal = "" } }: Surroundings): Noticed {
  const words: readonly (readonly [string, string])[] = [
    ["the title of the change", claim.title],
    ["the text of the change", claim.text],
    ["the name of the ref", ref],
    ["the name of the proposal", proposal],
    ...contributors.flatMap(({ name, email }, at) => [
      [`the name of contributor ${at + 1}`, name] as const,
      [`the address of contributor ${at + 1}`, email] as const,
    ]),
  ];
  return { findings: words.flatMap(([where, text]) => about(sightings(text), where, [])) };
}

function about(found: readonly Sighting[], where: string, at: readonly Location[]): readonly Finding[] {
  return [...Map.groupBy(found, ({ code }) => code)].map(([code, all]) =>
    hazardFinding(ID, code, {
      title: `${TITLES[code] ?? code} in ${where}`,
      at,
      evidence: { found: [...new Set(all.map(({ what }) => what))].slice(0, MOST_NAMED).join(" "), where },
    }),
  );
}

/** What nearly every line is, and what hides nothing; the last carriage return is a part of the line's end. */
const PLAIN = /^[\x20-\x7e\t\n]*\r?$/;

function sightings(text: string): readonly Sighting[] {
  if (PLAIN.test(text)) return [];
  const hidden = hiddenCharacters(text).map(({ code, character }) => ({ code, what: codePoint(character) }));
  const words = confusableWords(text).map(({ word, scripts }) => ({
    code: "text.mixed-script" as const,
    what: `${word.slice(0, 40)} (${scripts})`,
  }));
  return [...hidden, ...words];
}

import type { Finding, Risk } from "@countersign/core";
import type { Detector, DetectorInput, Examined, Said } from "../../contract.ts";
import type { Call, Fact } from "../../facts/fact.ts";
import { hasWord } from "../../facts/words.ts";
import { lastName } from "../../ledgers/extract.ts";
import { BEHAVIOUR } from "../../presets/kind.ts";
import { at, finding } from "../finding.ts";
import { datesIn } from "./dates.ts";
import { isSeeded, lostSeeds, SEEDED } from "./seeds.ts";
import { DECIDING, RANDOM, SOURCES, UNSEEN } from "./words.ts";

const ID = "nondeterminism";

/** Draws at random and dates in code that decides what people see: the same request has two answers (recommender.md §2). */
export const nondeterminism: Detector = { id: ID, class: "nondeterminism", detect };

function detect({ files }: DetectorInput): readonly Finding[] {
  return files.flatMap((file) => (decidesFor(file) ? [...drawn(file), ...unseeded(file), ...dated(file)] : []));
}

function drawn(file: Examined): readonly Finding[] {
  const before = new Set(drawsOf(file.base?.facts ?? []).map(({ callee }) => callee));
  const draws = drawsOf(file.result?.facts ?? []).filter(({ callee }) => !before.has(callee));
  const [first] = draws;
  if (first === undefined) return [];
  const seeded = draws.every((call) => isSeeded(call)) || seedsElsewhere(file);
  return [
    finding(ID, "nondeterminism", "nondeterminism.random", {
      title: `Draws at random: ${[...new Set(draws.map(({ callee }) => callee))].slice(0, 3).join(", ")}${seeded ? "" : ", without a seed"}`,
      at: draws.map(({ from, to }) => at(file.path, "result", from, to)),
      risk: riskOf(file, draws),
      after: first.callee,
      evidence: {
        seeded: seeded ? "yes" : "no",
        count: draws.length,
        ...(first.within.length > 0 ? { in: first.within.join(".") } : {}),
      },
      ask: "Can the draw that one request got be repeated for a review?",
    }),
  ];
}

/** A seed that its own tests alone give is none. */
function seedsElsewhere({ result }: Examined): boolean {
  const inTests = (result?.facts ?? []).some(
    (fact) => fact.test && fact.fact === "call" && hasWord(fact.callee, SEEDED),
  );
  return !inTests && hasWord([...(result?.words ?? [])].join(" ").slice(0, 50_000), SEEDED);
}

function drawsOf(facts: readonly Fact[]): readonly Call[] {
  return facts.filter((fact): fact is Call => {
    if (fact.fact !== "call" || fact.test || fact.callee.length > 200) return false;
    const name = lastName(fact.callee);
    if (!RANDOM.has(name)) return false;
    const given = fact.args.some(({ value }) => value.is === "name" && hasWord(value.text, GENERATORS));
    const clear =
      given ||
      /^(?:rand|gen_|thread_rng|from_entropy|from_os_rng|shuffle|nextGaussian|betavariate|default_rng|Intn|Int63)/iu.test(
        name,
      );
    const about = [fact.callee, ...fact.within.slice(-2)].join(" ");
    return (clear || hasWord(fact.callee, SOURCES)) && !hasWord(about, UNSEEN);
  });
}

/** What is handed to a call that draws from it. */
const GENERATORS: ReadonlySet<string> = new Set(["rng", "random state", "random generator", "prng"]);

function unseeded(file: Examined): readonly Finding[] {
  const { base, result } = file;
  if (base === undefined || result === undefined || !draws(result)) return [];
  return lostSeeds(base.facts, result.facts).map(({ base, result, before, after }) =>
    finding(ID, "nondeterminism", "nondeterminism.random", {
      title: `${before} loses its seed: ${after}`,
      at: [
        at(file.path, result === undefined ? "base" : "result", (result ?? base).from, (result ?? base).to),
        ...(result === undefined ? [] : [at(file.path, "base", base.from, base.to)]),
      ],
      risk: riskOf(file, [base]),
      before,
      after,
      evidence: { seeded: "no", was: "seeded", ...(base.within.length > 0 ? { in: base.within.join(".") } : {}) },
      ask: "Can the draw that one request got be repeated for a review?",
    }),
  );
}

/** Whether anything is drawn there still. */
function draws({ words }: Said): boolean {
  return [...RANDOM].some((name) => words.has(name)) || words.has("Random");
}

function dated(file: Examined): readonly Finding[] {
  return datesIn(file.result?.facts ?? []).map(({ fact, date }) =>
    finding(ID, "nondeterminism", "nondeterminism.date", {
      title: `Behaves otherwise by date: ${date}`,
      at: [at(file.path, "result", fact.from, fact.to)],
      risk: riskOf(file, [fact]),
      after: date,
      evidence: { date, ...(fact.within.length > 0 ? { in: fact.within.join(".") } : {}) },
      ask: `What happens at ${date}, and who is told?`,
    }),
  );
}

function riskOf({ path, kinds }: Examined, facts: readonly Fact[]): Risk {
  const about = [path, ...facts.slice(0, 50).flatMap(({ within }) => within)].join(" ").slice(0, 4_000);
  return kinds.has("visibility") || hasWord(about, DECIDING) ? "R3" : "R2";
}

/** Code that decides; a file of no kind that anybody knows may decide too. */
function decidesFor({ kinds }: Examined): boolean {
  if (kinds.has("test") || kinds.has("docs") || kinds.has("infrastructure") || kinds.has("generated")) return false;
  const training = kinds.has("dataset") || kinds.has("eval");
  return !training && (kinds.size === 0 || [...kinds].some((kind) => BEHAVIOUR.has(kind)));
}

import { hashOf, seededRandom } from "../../../apps/lumen/src/world/random.ts";
import type { Files } from "../../../apps/lumen/history/draft.ts";
import { both, oracle } from "../../../apps/lumen/history/expectation.ts";
import type { Trees } from "../case.ts";
import { withPart } from "./edit.ts";
import type { Kind } from "./edit.ts";
import { KINDS } from "./kinds.ts";
import type { Layout, Tongue } from "./program.ts";
import { REFACTORINGS } from "./refactorings.ts";
import type { Laid, Refactoring } from "./refactorings.ts";
import { makeService } from "./service.ts";
import type { Service } from "./service.ts";
import { TONGUES } from "./tongues.ts";

/** Classes that are the data guard's business as well. */
const OF_BOTH: ReadonlySet<string> = new Set(["entity", "feature.personal", "egress", "remote-code"]);

/** Each kind of edit and each refactoring in each language, `rounds` times with other names and numbers. */
export function generateCases(seed: number, rounds: number): readonly Trees[] {
  return Array.from({ length: rounds }, (_, round) =>
    TONGUES.flatMap((tongue) => [
      ...KINDS.map((kind) => plantedCase(kind, tongue, `${seed}:${round}`)),
      ...REFACTORINGS.map((refactoring) => harmlessCase(refactoring, tongue, `${seed}:${round}`)),
    ]),
  ).flat();
}

/** An edit, and in every second case a refactoring of what the edit does not touch. */
function plantedCase(kind: Kind, tongue: Tongue, seed: string): Trees {
  const random = seededRandom(hashOf(`${seed}:${tongue.name}:${kind.name}`));
  const layout = layoutOf(random() < 0.5, tongue);
  const base = makeService(random, tongue);
  const { service, part, expected, allowed = [] } = kind.make(random, base, tongue);
  const path = tongue.path(service[part]);
  const beside = random() < 0.5 ? withPart(service, "flags", sortedImports) : service;
  return {
    name: `${kind.name} in ${tongue.name} ${seed}`,
    group: "generated",
    title: kind.title,
    base: filesOf({ service: base, layout }, tongue),
    result: filesOf({ service: beside, layout }, tongue),
    expected: expected.map((owed) => (OF_BOTH.has(owed.class) ? both : oracle)(owed.class, owed.code, owed.risk, path)),
    allowed: allowed.map((name) => ({ class: name, paths: [path] })),
  };
}

function harmlessCase({ name, title, make }: Refactoring, tongue: Tongue, seed: string): Trees {
  const random = seededRandom(hashOf(`${seed}:${tongue.name}:${name}`));
  const laid = { service: makeService(random, tongue), layout: layoutOf(random() < 0.5, tongue) };
  return {
    name: `${name} in ${tongue.name} ${seed}`,
    group: "harmless",
    title,
    base: filesOf(laid, tongue),
    result: filesOf(make(random, laid), tongue),
    expected: [],
    allowed: [],
  };
}

function layoutOf(tall: boolean, { name }: Tongue): Layout {
  return { step: name === "scala" || name === "java" ? 2 : 4, tall, airy: tall };
}

function sortedImports(source: Service["flags"]): Service["flags"] {
  return { ...source, imports: source.imports.toReversed() };
}

function filesOf({ service, layout }: Laid, tongue: Tongue): Files {
  const encoder = new TextEncoder();
  return new Map(
    Object.values(service).map((source) => [tongue.path(source), encoder.encode(tongue.text(source, layout))]),
  );
}

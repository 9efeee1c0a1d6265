import type { Finding } from "@countersign/core";
import type { FileChange, Hazard, Noticed, Surroundings } from "../../contract.ts";
import { hazardFinding, named, onLine, whole } from "../finding.ts";
import { excludedNames } from "./references.ts";

const ID = "scope";

/** Ways around the scope: code in it that reads what is out of it, and files out of it that steer the build (attacks E10, E15). */
export const scopeHazard: Hazard = { id: ID, file: references, change: buildFiles };

function references({ entry: { path }, added }: FileChange, { scope }: Surroundings): Noticed {
  const found = added.flatMap(({ number, text }) =>
    excludedNames(text, path, scope).map((name) => ({ name, at: onLine(path, number) })),
  );
  const findings: readonly Finding[] = [...Map.groupBy(found, ({ name }) => name)].map(([name, places]) =>
    hazardFinding(ID, "scope.reference", {
      title: `${named(path)} names ${named(name)}, which is out of scope and changes without review`,
      at: places.map(({ at }) => at),
      evidence: { excluded: named(name) },
      ask: "Is this read when the program is built or runs? Then it belongs in the scope.",
    }),
  );
  return { findings };
}

/** What steers a build, a test run or a deployment, wherever it lies. */
const STEERING =
  /(?:^|\/)(?:\.github\/.+|\.gitlab-ci\.yml|\.circleci\/.+|Jenkinsfile|Dockerfile[^/]*|Makefile|CMakeLists\.txt|BUILD(?:\.bazel)?|WORKSPACE|MODULE\.bazel|package(?:-lock)?\.json|yarn\.lock|pnpm-lock\.yaml|Cargo\.(?:toml|lock)|build\.rs|go\.(?:mod|sum)|pom\.xml|build\.gradle[^/]*|build\.sbt|pyproject\.toml|setup\.(?:py|cfg)|requirements[^/]*\.txt|[^/]+\.tf|Chart\.yaml|\.npmrc|conftest\.py|docker-compose[^/]*\.ya?ml)$/s;

function buildFiles({ excluded }: Surroundings): Noticed {
  const found = excluded.filter(({ path }) => STEERING.test(path));
  return {
    findings: found.map(({ path, newMode }) =>
      hazardFinding(ID, "build.excluded", {
        title: `${named(path)} may steer the build, and the scope leaves it out`,
        at: [whole(path, newMode === "000000" ? "base" : "result")],
        ask: "Does anything build, test or deploy with this file?",
      }),
    ),
  };
}

import type { Finding } from "@countersign/core";
import { fileName } from "../../content/names.ts";
import type { Examined } from "../../contract.ts";
import type { Fact, Setting } from "../../facts/fact.ts";
import { hasWord } from "../../facts/words.ts";
import { lexicon } from "../words.ts";
import { say } from "./say.ts";

const INSTALL = /^(?:pre|post)?install$|^prepare$|^hasInstallScript$/u;

function settingsOf({ result }: Examined): readonly Setting[] {
  return (result?.facts ?? []).filter((fact): fact is Setting => fact.fact === "setting");
}

/** Scripts that run while packages are installed. */
export function installs(file: Examined): readonly Finding[] {
  const name = fileName(file.path);
  if (!/^(?:package(?:-lock)?\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|setup\.py|build\.rs)$/u.test(name))
    return [];
  return settingsOf(file)
    .filter(
      (one) =>
        (INSTALL.test(one.name) || one.within.at(-1) === "install-scripts") &&
        !(one.value.is === "boolean" && one.value.text === "false"),
    )
    .map((one) => {
      const of = INSTALL.test(one.name) ? (one.within.at(-1) ?? file.path) : one.name;
      return say(
        file,
        one.from,
        "build.install-script",
        `${of} runs a script while it is installed`,
        "R3",
        "What does the script do, and can the build go without it?",
        one.value.is === "string" ? one.value.text : undefined,
      );
    });
}

const MANIFESTS =
  /^(?:package\.json|requirements[\w-]*\.txt|pyproject\.toml|go\.mod|Cargo\.toml|build\.sbt|pom\.xml|build\.gradle(?:\.kts)?|Gemfile)$/u;
const DEPENDENCIES = lexicon(
  "dependencies,dependency,dev dependencies,peer dependencies,require,requires,library dependencies,build dependencies,requirements",
);

/** Packages that are drawn in and were not; other versions of those that were are one step lower. */
export function dependencies(file: Examined): readonly Finding[] {
  if (!MANIFESTS.test(fileName(file.path))) return [];
  const before = new Set(packagesOf(file, file.base?.facts ?? []).keys());
  const found = [...packagesOf(file, file.result?.facts ?? [])].map(([name, one]) => ({ ...one, name }));
  const [come, moved] = [found.filter(({ name }) => !before.has(name)), found.filter(({ name }) => before.has(name))];
  return [
    ...come.map((one) =>
      say(
        file,
        one.from,
        "build.dependency",
        `A new package is drawn in: ${one.name}`,
        "R2",
        "Who keeps this package, and what does it do here?",
        one.value.is === "string" ? one.value.text : undefined,
      ),
    ),
    ...(moved.length === 0
      ? []
      : [
          say(
            file,
            moved[0]?.from ?? 0,
            "build.version",
            `${moved.length} ${moved.length === 1 ? "package has" : "packages have"} another version: ${moved
              .slice(0, 4)
              .map(({ name }) => name)
              .join(", ")}`,
            "R1",
            "Do the release notes name a change of behaviour?",
          ),
        ]),
  ];
}

/** Settings of packages by the name of the package: `rcgen = { version = "1" }` is one of `rcgen`. */
function packagesOf({ path }: Examined, facts: readonly Fact[]): ReadonlyMap<string, Setting> {
  const packages = new Map<string, Setting>();
  for (const fact of facts) {
    if (fact.fact !== "setting") continue;
    const at = fact.within.findLastIndex((name) => hasWord(name, DEPENDENCIES));
    if (at < 0 && !/^(?:requirements|go\.mod)/u.test(fileName(path))) continue;
    const name = (at < 0 ? undefined : fact.within[at + 1]) ?? fact.name;
    if (!packages.has(name)) packages.set(name, fact);
  }
  return packages;
}

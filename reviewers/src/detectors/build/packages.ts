import type { Finding } from "@countersign/core";
import { isManifest } from "../../content/manifests.ts";
import { fileName } from "../../content/names.ts";
import type { Examined } from "../../contract.ts";
import type { Fact, Setting } from "../../facts/fact.ts";
import { hasWord } from "../../facts/words.ts";
import { at } from "../finding.ts";
import { say } from "./say.ts";
import { DEPENDENCIES } from "./words.ts";

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

/** Packages that are drawn in and were not; other versions of those that were are one step lower. */
export function dependencies(file: Examined): readonly Finding[] {
  if (!isManifest(file.path)) return [];
  const before = new Set(packagesOf(file.base?.facts ?? []).keys());
  const found = [...packagesOf(file.result?.facts ?? [])].map(([name, one]) => ({ ...one, name }));
  const [come, moved] = [found.filter(({ name }) => !before.has(name)), found.filter(({ name }) => before.has(name))];
  return [
    ...(come.length < TOGETHER ? come.map((one) => drawn(file, one)) : [allDrawn(file, come)]),
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

type Package = Setting & { readonly name: string };

/** New packages of one file that are told together. */
const TOGETHER = 5;

function drawn(file: Examined, { name, value, from }: Package): Finding {
  const version = value.is === "string" ? value.text : undefined;
  return say(file, from, "build.dependency", `A new package is drawn in: ${name}`, "R2", ASK, version);
}

function allDrawn(file: Examined, packages: readonly Package[]): Finding {
  const names = packages.map(({ name }) => name);
  const title = `${names.length} new packages are drawn in: ${names.slice(0, 4).join(", ")} and ${names.length - 4} more`;
  const first = say(file, packages[0]?.from ?? 0, "build.dependency", title, "R2", ASK, names.join(", "));
  return { ...first, at: packages.map(({ from }) => at(file.path, "result", from)) };
}

const ASK = "Who keeps this package, and what does it do here?";

/** Settings of packages by the name of the package: `rcgen = { version = "1" }` is one of `rcgen`. */
function packagesOf(facts: readonly Fact[]): ReadonlyMap<string, Setting> {
  const packages = new Map<string, Setting>();
  for (const fact of facts) {
    if (fact.fact !== "setting") continue;
    const at = fact.within.findLastIndex((name) => hasWord(name, DEPENDENCIES));
    if (at < 0) continue;
    const name = fact.within[at + 1] ?? fact.name;
    if (!packages.has(name)) packages.set(name, fact);
  }
  return packages;
}

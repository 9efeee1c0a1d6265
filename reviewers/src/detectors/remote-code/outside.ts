import type { Finding } from "@countersign/core";
import { fileName } from "../../content/names.ts";
import type { Examined } from "../../contract.ts";
import type { Call, Import, Setting, Value } from "../../facts/fact.ts";
import { hasWord } from "../../facts/words.ts";
import { lexicon } from "../words.ts";
import { isBuilt, say } from "./say.ts";

/** Folders of a machine whose files are of no repository. */
const FOLDERS = /^\/(?:etc|config|usr\/local\/config|var|opt|mnt|data|run|secrets|srv)\/[\w./{}$-]{2,200}$/u;
const REMOTE_FILE = /^(?:https?|s3|gs|hdfs):\/\/\S{4,400}\.(?:ya?ml|json|toml|js|lua|py|conf|txt|csv)$/iu;
/** A file in a folder of tests: no class looks there. */
const TESTS =
  /^(?:[\w.-]{1,60}\/){0,8}(?:tests?|testdata|test[_-]data|__tests__)\/(?:[\w.-]{1,60}\/){0,8}[\w.-]{1,80}$/u;
const PATTERNS = lexicon(
  "exclude,excludes,excluded,include,includes,ignore,ignored,pattern,patterns,glob,globs,testpaths,test paths,test dir,omit",
);
const MANIFESTS =
  /^(?:package(?:-lock)?\.json|tsconfig[\w.-]*\.json|pyproject\.toml|Cargo\.toml|go\.(?:mod|sum)|pom\.xml|setup\.cfg|tox\.ini|pytest\.ini|BUILD(?:\.bazel)?|WORKSPACE|Makefile|CMakeLists\.txt|\.[\w.-]+)$/u;

/** Files that are read at run time and that no change of serving code brings: outside the repository, or in a folder of tests. */
export function outside(file: Examined, fact: Call | Setting | Import): readonly Finding[] {
  if (isBuilt(file) || fact.test) return [];
  const values = valuesOf(fact);
  return values.flatMap((value) => {
    if (value.is !== "string" || value.text.length > 500) return [];
    const { text } = value;
    if (FOLDERS.test(text) || REMOTE_FILE.test(text))
      return [say(file, fact, "remote.config", `${text}, outside the repository, is read at run time`, text)];
    if (fact.fact === "import" || !TESTS.test(text) || isPattern(file, fact)) return [];
    const title = `Serving code names ${text}, in a folder of tests, where no class looks`;
    return [say(file, fact, "remote.config", title, text, { "test-path": "yes" })];
  });
}

/** What may be the name of a file: in a document also what it draws in. */
function valuesOf(fact: Call | Setting | Import): readonly Value[] {
  if (fact.fact === "call") return fact.args.map(({ value }) => value);
  if (fact.fact === "setting") return [fact.value];
  return [{ is: "string", text: fact.module }];
}

/** Settings of tools say which files they take. */
function isPattern({ path, kinds }: Examined, fact: Call | Setting): boolean {
  if (kinds.has("test") || kinds.has("eval") || (kinds.has("docs") && kinds.size === 1)) return true;
  const name = fact.fact === "setting" ? fact.name : fact.callee;
  return MANIFESTS.test(fileName(path)) || [name, ...fact.within].some((one) => hasWord(one, PATTERNS));
}

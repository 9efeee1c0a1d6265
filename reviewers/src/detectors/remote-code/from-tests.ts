import type { Finding } from "@countersign/core";
import type { Examined } from "../../contract.ts";
import type { Import } from "../../facts/fact.ts";
import { isBuilt, say } from "./say.ts";

/** Folders of tests, and names of their files, as modules spell them. */
const FOLDERS: ReadonlySet<string> = new Set(["test", "tests", "testdata", "__tests__", "fixtures"]);
const FILES = /^test_\w+$|_test$|\.(?:test|spec)$/u;

/** Serving code that draws something in from where no class looks: out of a folder or file of tests. */
export function fromTests(file: Examined, drawn: Import): readonly Finding[] {
  const { kinds } = file;
  if (drawn.test || isBuilt(file) || ["test", "eval", "docs"].some((kind) => [...kinds].some((one) => one === kind)))
    return [];
  const { module } = drawn;
  if (module.length > 500 || !isOfTests(module)) return [];
  const title = `Serving code draws in ${module}, out of tests, where no class looks`;
  return [say(file, drawn, "remote.config", title, module, { "test-path": "yes" })];
}

/** Modules of a test framework are named by a word of their own: `org.junit.Test` is no folder. */
function isOfTests(module: string): boolean {
  const path = module.replace(/\.(?:[mc]?[jt]sx?)$/u, "");
  const parts = path.split(/::|[/\\]|\.(?!test$|spec$)/u);
  const own = parts.findIndex((part) => FOLDERS.has(part));
  return (own !== -1 && own < parts.length - 1) || FILES.test(parts.at(-1) ?? "") || FILES.test(parts.at(-2) ?? "");
}

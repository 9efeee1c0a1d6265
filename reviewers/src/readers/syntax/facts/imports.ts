import type { SyntaxTree } from "../tree/syntax-tree.ts";
import { textOf } from "./string-literal.ts";
import type { Walk } from "./walk.ts";

/** Modules of one statement, units of its text. */
const MOST_MODULES = 500;
const LONGEST_STATEMENT = 50_000;

/** What a statement draws in, a fact for each name: `a.b.C`, `a.b.*`; of a module by its path, the path. */
export function sayImport(walk: Walk, node: number, spelled: "path" | "text"): void {
  const { tree } = walk;
  if (spelled === "text") {
    const path = pathText(tree, node);
    if (path !== undefined) walk.say(node, { fact: "import", module: path });
    return;
  }
  for (const module of importedModules(tree.code(node, LONGEST_STATEMENT))) walk.say(node, { fact: "import", module });
}

function pathText(tree: SyntaxTree, node: number): string | undefined {
  for (const name of ["source", "path"]) {
    const literal = tree.child(node, name);
    if (literal !== -1) return textOf(tree, literal);
  }
  return undefined;
}

/** Names that a statement of tokens imports, with groups in brackets spelled out: `use a :: { b , c as d } ;`. */
function importedModules(statement: string): readonly string[] {
  const words = statement.replaceAll("::", ".").split(" ");
  const from = words[0] === "from" ? words.indexOf("import") : -1;
  if (from !== -1) return expanded([...words.slice(1, from), ".", ...words.slice(from + 1)], words.slice(1, from));
  return expanded(words.slice(Math.max(words.findIndex((word) => STARTS.has(word)) + 1, 0)), []);
}

/** `lead` stands before every name that a comma separates at the outermost level. */
function expanded(words: readonly string[], lead: readonly string[]): readonly string[] {
  const modules: string[] = [];
  const around: string[][] = [];
  let prefix: readonly string[] = [];
  let path: string[] = [];
  let renamed = false;
  const end = (): void => {
    const module = [...prefix, ...path]
      .join("")
      .replaceAll(/\.{2,}(?=\w)/g, ".")
      .replace(/\.$/, "");
    if (path.length > 0 && modules.length < MOST_MODULES)
      modules.push(module.replace(/\.self$/, "").replace(/\._$/, ".*"));
    path = [];
    renamed = false;
  };
  for (const word of words) {
    if (word === "{") {
      around.push([...prefix]);
      prefix = [...prefix, ...path];
      path = [];
    } else if (word === "}") {
      end();
      prefix = around.pop() ?? [];
    } else if (word === "," || word === ";") {
      end();
      if (prefix.length === 0 && lead.length > 0 && around.length === 0) path = [...lead, "."];
    } else if (word === "as" || word === "=>") renamed = true;
    else if (!renamed && !SKIPPED.has(word)) path.push(word);
  }
  end();
  return modules;
}

const STARTS: ReadonlySet<string> = new Set(["import", "use", "crate"]);
const SKIPPED: ReadonlySet<string> = new Set(["static", "(", ")", "given"]);

import type { Call, Value } from "../../../facts/fact.ts";
import { sayFallback } from "./branches.ts";
import { sayComparingCall } from "./comparisons.ts";
import { sayDeclared } from "./declared.ts";
import { givenTo } from "./given.ts";
import type { Given } from "./given.ts";
import { sayList, sayLinks, objectOf } from "./lists.ts";
import { sayMacro } from "./macros.ts";
import { calleeOf, lastName } from "./names.ts";
import { textOf } from "./string-literal.ts";
import { valueOf } from "./values.ts";
import type { Walk } from "./walk.ts";

/** A call, and what else it is: a setting's declaration, a collection, a comparison, a fallback, an import. */
export function sayCall(walk: Walk, node: number): void {
  const { tree } = walk;
  const rule = tree.rule(node);
  if (rule?.is !== "call") return;
  if (rule.macro === true) {
    sayMacro(walk, node);
    return;
  }
  const args = rule.args === undefined ? -1 : tree.child(node, rule.args);
  if (args === -1 && tree.type(node) === "extends_clause") return;
  if (sayList(walk, node)) return;
  const callee = calleeOf(tree, node);
  const name = lastName(callee);
  const given = args === -1 ? [] : givenTo(tree, args);
  if (sayDeclared(walk, node, callee, given)) return;
  walk.say(node, { fact: "call", callee, args: given.map(({ name, node }) => named(name, valueOf(tree, node, 1))) });
  const object = objectOf(tree, node);
  sayComparingCall(
    walk,
    node,
    name,
    object,
    given.map((one) => one.node),
  );
  sayFallback(walk, node, name, object, args);
  sayLinks(walk, node, name);
  sayRequired(walk, node, callee, given);
}

function named(name: string | undefined, value: Value): Call["args"][number] {
  return name === undefined ? { value } : { name, value };
}

/** A `require` or `import` that is called: a module that is drawn in where it is needed. */
function sayRequired(walk: Walk, node: number, callee: string, given: readonly Given[]): void {
  const { tree, language } = walk;
  const [first] = given;
  if (first === undefined || tree.rule(first.node)?.is !== "string") return;
  const isScript = language === "javascript" || language === "typescript" || language === "tsx";
  const draws = isScript ? callee === "require" || tree.code(node, 8) === "import (" : IMPORTS.has(callee);
  if (draws) walk.say(node, { fact: "import", module: textOf(tree, first.node) });
}

const IMPORTS: ReadonlySet<string> = new Set(["importlib.import_module", "__import__"]);

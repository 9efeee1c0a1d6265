import type { Definition, Setting } from "../../facts/fact.ts";

/** Name of a field of a node, as its grammar has it. */
type Field = string;

/** What a type of node means for facts. A table for each language (`tables/`) gives every type that matters one rule. */
export type Rule =
  | { readonly is: "comment" | "number" | "boolean" | "name" | "annotation" | "skipped" }
  /** One token, whatever is inside. `parts` are literals that follow each other. */
  | { readonly is: "string"; readonly parts?: true }
  /** Stands for what it contains: parentheses, a reference, a conversion. `inner` if it is not the first named child. */
  | { readonly is: "wrapper"; readonly inner?: Field }
  /** `object.name`, `path::name`. */
  | { readonly is: "member"; readonly object?: Field; readonly name: Field }
  /** A type with arguments of its own: `base` is what they are applied to. */
  | { readonly is: "generic"; readonly base?: Field }
  /** `callee(arguments)`, or `object.name(arguments)`; without `callee` the first named child is it. */
  | {
      readonly is: "call";
      readonly callee?: Field;
      readonly object?: Field;
      readonly args?: Field;
      readonly macro?: true;
    }
  /** The arguments of a call, in their parentheses. */
  | { readonly is: "arguments" }
  /** `name = value` of a call, of a structure that is made. */
  | { readonly is: "argument"; readonly name?: Field; readonly value?: Field }
  /** `key: value` of a map, or of a structure where `structure` says so. */
  | { readonly is: "pair"; readonly key: Field; readonly value: Field }
  | { readonly is: "list"; readonly ordered: boolean; readonly body?: Field }
  | { readonly is: "map"; readonly body?: Field }
  /** `{…}` of Go: elements or pairs of whatever has it. */
  | { readonly is: "body" }
  /** Something with a name and a body; `types` are fields or types of children. Its name is around what it contains. */
  | {
      readonly is: "definition";
      readonly sort: Definition["sort"];
      readonly name: Field;
      readonly types?: readonly string[];
    }
  /** `name = value` that begins a name. `field`: in a type it is a field of it, where its type is said or a value is not. */
  | {
      readonly is: "binding";
      readonly name: Field;
      readonly value: Field;
      readonly type?: Field;
      readonly as: Setting["as"];
      readonly field?: true;
    }
  /** `left = right`, `left += right`. In `arguments` it is a named argument. */
  | {
      readonly is: "assignment";
      readonly left: Field;
      readonly operator?: Field;
      readonly right: Field;
      readonly type?: Field;
    }
  /** Fields, elements, parameters: names without more are members. */
  | { readonly is: "members" }
  | { readonly is: "binary"; readonly left: Field; readonly operator: Field; readonly right: Field }
  /** Several operands with operators between them. */
  | { readonly is: "comparison" }
  /** `-x`, `!x`, `not x`. */
  | { readonly is: "unary" }
  | { readonly is: "lambda" }
  | { readonly is: "branch"; readonly when?: Field; readonly taken?: Field; readonly otherwise?: Field }
  /** What cases choose by. */
  | { readonly is: "choice"; readonly value: Field }
  | { readonly is: "case"; readonly pattern?: Field; readonly guard?: string; readonly taken?: Field }
  /** Taken when something failed: `caught` and what follows are fields or types of children. */
  | { readonly is: "handler"; readonly caught?: string; readonly taken?: string }
  | { readonly is: "import"; readonly spelled: "path" | "text" }
  /** Tokens that no grammar reads: arguments of a macro. */
  | { readonly is: "tokens" };

/** Rules of a language by type of node. */
export type Table = { readonly [type: string]: Rule };

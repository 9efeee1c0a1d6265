import type { Branch, Fact } from "../../../facts/fact.ts";
import type { Notes } from "./notes.ts";
import { LIMITS, LONGEST } from "../limits.ts";
import type { SyntaxTree } from "../tree/syntax-tree.ts";

/** What the walk knows of its place, and so no fact needs to say. */
type Own<F> = F extends Fact ? Omit<F, "from" | "to" | "within" | "test" | "language" | "by"> : never;

/** What a fact may say of its place that is not the walk's. */
type Surrounding = { readonly test: boolean; readonly within: readonly string[] };

/** Names around what stands before the node `behind`, and whether it is in a test. */
type Around = { readonly behind: number; readonly within: readonly string[]; readonly test: boolean };

/** A walk over a tree: where it stands, and the facts so far, within the bounds. */
export class Walk {
  readonly tree: SyntaxTree;
  readonly language: string;
  readonly notes: Notes;
  readonly facts: Fact[] = [];
  /** Nodes that a fact about a node around them has said already. */
  readonly claimed = new Set<number>();
  /** Which bound the facts are over, once they are. */
  beyond: string | undefined;
  #said = 0;
  #open: Around = {
    behind: Infinity,
    within: [],
    test: false,
  };
  readonly #around: Around[] = [];

  constructor(tree: SyntaxTree, language: string, notes: Notes) {
    this.tree = tree;
    this.language = language;
    this.notes = notes;
  }

  /** Moves on to a node: names that it is not in any more are left. */
  reach(node: number): void {
    while (node >= this.#open.behind) {
      const outer = this.#around.pop();
      if (outer === undefined) return;
      this.#open = outer;
    }
  }

  /** From here to the end of a node, facts are within a name, or in a test. */
  enter(node: number, name: string, test = false): void {
    const { within } = this.#open;
    const named = name === "" || within.length >= LONGEST.within ? within : [...within, name.slice(0, LONGEST.name)];
    this.#around.push(this.#open);
    this.#open = { behind: this.tree.after(node), within: named, test: test || this.#open.test };
  }

  get within(): readonly string[] {
    return this.#open.within;
  }

  get test(): boolean {
    return this.#open.test;
  }

  /** Names around what has this name itself: the innermost is left out if it is the same. */
  outside(name: string): readonly string[] {
    const { within } = this.#open;
    return within.at(-1) === name.slice(0, LONGEST.name) ? within.slice(0, -1) : within;
  }

  /** Says a branch about the lines of a node. */
  branch(node: number, sort: Branch["sort"], when: string, follows: string, otherwise = ""): void {
    // oxlint-disable-next-line unicorn/no-thenable -- a text, and never awaited
    this.say(node, { fact: "branch", sort, when, then: follows, otherwise });
  }

  /** Says a fact about the lines of a node. */
  say(node: number, own: Own<Fact>, { test = false, within = this.#open.within }: Partial<Surrounding> = {}): void {
    if (this.beyond !== undefined) return;
    this.facts.push({
      from: this.tree.firstLine(node),
      to: this.tree.lastLine(node),
      within,
      test: test || this.#open.test,
      language: this.language,
      by: "syntax",
      ...own,
    });
    this.#said += units(own);
    if (this.facts.length > LIMITS.facts) this.beyond = `more than ${LIMITS.facts} facts`;
    if (this.#said > LIMITS.said + this.tree.text.length * LIMITS.saidPerUnit)
      this.beyond = "facts that repeat the text too often";
  }
}

/** Units that a fact says, lists and arguments included. */
function units(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 0;
  let sum = 1;
  for (const part of Object.values(value)) sum += units(part);
  return sum;
}

import type { Span } from "../../../facts/fact.ts";
import type { Comment } from "../tree/planting.ts";
import type { SyntaxTree } from "../tree/syntax-tree.ts";

/** Attributes of Rust that make what follows a test: `#[cfg(test)]`, `#[test]`, `#[tokio::test]`. */
const TEST = /^# \[ (?:cfg \( (?:all \( )?test\b|(?:\w+ :: )?test\b)/;

/** Whether annotations say that a definition is for tests alone. */
export function isTest(language: string, notes: readonly string[]): boolean {
  return language === "rust" && notes.some((note) => TEST.test(note));
}

/** Whether a condition is true only where a file is run by itself: what it guards is no part of a program. */
export function isMain(language: string, condition: string): boolean {
  return language === "python" && /^__name__ == ["']__main__["']$/.test(condition);
}

/** Lines of examples in documentation that tests run: `>>>` in a string of Python, a fence in a comment of Rust. */
export function doctests(tree: SyntaxTree, language: string, comments: readonly Comment[]): readonly Span[] {
  if (language === "rust") return fences(tree, comments);
  return language === "python" ? prompts(tree) : [];
}

function prompts(tree: SyntaxTree): readonly Span[] {
  const spans: Span[] = [];
  for (let node = 0; node < tree.columns.count; node += 1) {
    if (tree.rule(node)?.is !== "string") continue;
    const start = tree.columns.start[node] ?? 0;
    const text = tree.source(node);
    const first = text.indexOf(">>> ");
    if (first === -1) continue;
    const last = text.indexOf("\n", text.lastIndexOf(">>> "));
    spans.push({ from: tree.lineOf(start + first), to: tree.lineOf(start + (last === -1 ? text.length - 1 : last)) });
    node = tree.after(node) - 1;
  }
  return spans;
}

function fences(tree: SyntaxTree, comments: readonly Comment[]): readonly Span[] {
  const spans: Span[] = [];
  let open = -1;
  for (const { start, end } of comments) {
    const text = tree.text.slice(start, end);
    if (!/^\/\/[/!]\s*```/.test(text.slice(0, 200))) continue;
    const line = tree.lineOf(start);
    if (open === -1) open = line;
    else {
      spans.push({ from: open, to: line });
      open = -1;
    }
  }
  return spans;
}

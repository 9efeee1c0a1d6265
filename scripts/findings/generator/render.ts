import type { Expression, Item, Layout, Sort, Statement, Words } from "./program.ts";

/** How one language spells the pieces; everything else is the same for all. */
export type Spelling = {
  readonly local: (words: Words) => string;
  readonly constant: (words: Words) => string;
  readonly truth: (on: boolean) => string;
  readonly member: (list: string, one: string) => string;
  readonly comment: (text: string) => string;
  readonly let: (name: string, value: string) => string;
  readonly ifThen: (when: string, then: string, pad: string) => readonly string[];
  readonly give: (value: string) => string;
  readonly end: string;
  /** Whether a step of four blanks is a tabulator. */
  readonly tabs: boolean;
  readonly item: (item: Item, write: Writer) => readonly string[];
};

/** What a language's own items are written with. */
export type Writer = {
  readonly layout: Layout;
  readonly pad: string;
  readonly expression: (expression: Expression) => string;
  readonly body: (statements: readonly Statement[], depth: number) => readonly string[];
  /** Elements between brackets, on one line or on many. */
  readonly elements: (open: string, items: readonly string[], close: string, depth: number) => readonly string[];
};

/** The lines of items in a language; `depth` is how far they are indented as a whole. */
export function renderItems(
  items: readonly Item[],
  spelling: Spelling,
  layout: Layout,
  depth: number,
): readonly string[] {
  const pad = spelling.tabs && layout.step === 4 ? "\t" : " ".repeat(layout.step);
  const expression = (one: Expression): string => expressionText(one, spelling);
  const body = (statements: readonly Statement[], inner: number) =>
    statements.flatMap((one) => statementLines(one, spelling, pad)).map((line) => pad.repeat(inner) + line);
  const elements: Writer["elements"] = (open, all, close, inner) => {
    const flat = `${open}${all.join(", ")}${close}`;
    if (!layout.tall && flat.length < 100) return [flat];
    return [open, ...rows(all, layout.tall ? 1 : 6).map((row) => `${pad.repeat(inner)}${row.join(", ")},`), close];
  };
  const write: Writer = { layout, pad, expression, body, elements };
  return items.flatMap((item, index) => {
    const lines = item.is === "lines" ? item.lines : spelling.item(item, write);
    const gap = index > 0 && (layout.airy || item.is === "function" || item.is === "lines") ? [""] : [];
    return [...gap, ...lines.map((line) => (line === "" ? "" : pad.repeat(depth) + line))];
  });
}

function expressionText(one: Expression, spelling: Spelling): string {
  switch (one.is) {
    case "number":
      return one.text;
    case "text":
      return `"${one.text}"`;
    case "truth":
      return spelling.truth(one.on);
    case "local":
      return one.field === undefined
        ? spelling.local(one.name)
        : `${spelling.local(one.name)}.${spelling.local(one.field)}`;
    case "constant":
      return spelling.constant(one.name);
    case "call": {
      const args = one.args.map((arg) => expressionText(arg, spelling)).join(", ");
      const of = one.of === undefined ? "" : `${spelling.local(one.of)}.`;
      return `${of}${spelling.local(one.name)}(${args})`;
    }
    case "member":
      return spelling.member(spelling.constant(one.of), expressionText(one.one, spelling));
    case "both":
      return `${expressionText(one.left, spelling)} ${one.operator} ${expressionText(one.right, spelling)}`;
    default:
      return never(one);
  }
}

function statementLines(one: Statement, spelling: Spelling, pad: string): readonly string[] {
  const said = (expression: Expression) => expressionText(expression, spelling);
  switch (one.is) {
    case "let":
      return [spelling.let(spelling.local(one.name), said(one.value))];
    case "if":
      return spelling.ifThen(said(one.when), statementLines(one.does, spelling, pad)[0] ?? "", pad);
    case "return":
      return [spelling.give(said(one.value))];
    case "do":
      return [`${said(one.call)}${spelling.end}`];
    case "note":
      return [spelling.comment(one.text)];
    default:
      return never(one);
  }
}

function rows(items: readonly string[], width: number): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(items.length / width) }, (_, row) =>
    items.slice(row * width, (row + 1) * width),
  );
}

/** A type's name in a language, by its sort. */
export type SortNames = Readonly<Record<Sort, string>>;

function never(value: never): never {
  throw new Error(`nobody renders ${JSON.stringify(value)}`);
}

/** How pieces of a language begin, and what holds others. */
export type Openers = {
  /** Words that a definition begins with at the beginning of a line, where nothing that came before can go on. */
  readonly begins: ReadonlySet<string>;
  /** Of these, and of words behind modifiers, those that say what is defined. */
  readonly defines: ReadonlySet<string>;
  /** Types that may have definitions in them, whose bodies say nothing more then (`holding-types.ts`). */
  readonly holds: ReadonlySet<string>;
  /** Whether a block is what stands deeper, and not what stands in braces. */
  readonly indented: boolean;
};

/** The openers of a language that has a grammar; undefined for any other, which is read whole. */
export function openersOf(language: string): Openers | undefined {
  return OPENERS.get(language);
}

function openers(modifiers: string, plain: string, holding: string, indented = false): Openers {
  const [before, own, holds] = [modifiers, plain, holding].map((words) => words.split(" ").filter(Boolean));
  const defines = new Set([...(own ?? []), ...(holds ?? [])]);
  return { begins: new Set([...(before ?? []), ...defines]), defines, holds: new Set(holds), indented };
}

const SCRIPT = openers(
  "export declare public private protected static abstract async readonly override",
  "function const let var type import enum",
  "class interface namespace module",
);

const OPENERS: ReadonlyMap<string, Openers> = new Map([
  ["go", openers("", "func type var const import", "")],
  [
    "java",
    openers(
      "public private protected static final abstract synchronized native default sealed strictfp",
      "void import enum",
      "class interface record",
    ),
  ],
  ["javascript", SCRIPT],
  ["python", openers("async", "def", "class", true)],
  ["rust", openers("pub unsafe async extern default", "fn const static type struct union use enum", "impl trait mod")],
  [
    "scala",
    openers(
      "private protected override final implicit lazy sealed abstract",
      "def val var type import",
      "class object trait",
    ),
  ],
  ["tsx", SCRIPT],
  ["typescript", SCRIPT],
]);

import type { Entry, Path } from "@countersign/core";
import type { FileChange, Line, MarkedLine, Said } from "../contract.ts";
import { differing } from "../facts/differing.ts";
import type { FileKind } from "../presets/kind.ts";
import { kindsOfContent } from "../presets/kinds-of-content.ts";
import { kindsOf } from "../presets/kinds-of.ts";
import type { Reading } from "../readers/reading.ts";
import { sortLines } from "../readers/tokens/line-sorts.ts";

import { outOfOrder } from "./out-of-order.ts";
import type { OutOfOrder } from "./out-of-order.ts";

/** A line with what it says without layout and comments; `displaced` where the other side has it too, at another place in the order. */
export type SaidLine = Omit<MarkedLine, "layout"> & { readonly says: string; readonly displaced: boolean };

/** A changed file, compared side with side alone. */
export type ExaminedAlone = {
  readonly entry: Entry;
  readonly path: Path;
  readonly kinds: ReadonlySet<FileKind>;
  readonly base?: Said;
  readonly result?: Said;
  readonly removed: readonly SaidLine[];
  readonly added: readonly SaidLine[];
  readonly sizes: { readonly base?: number; readonly result?: number };
  readonly outOfOrder: OutOfOrder;
};

/** Compares what was read of both sides of a file, and keeps what differs. */
export function examineFile(
  { entry, added, removed, displaced, base, result }: FileChange,
  before: Reading | undefined,
  after: Reading | undefined,
): ExaminedAlone {
  const facts = differing(before?.facts ?? [], after?.facts ?? []);
  const kinds = kindsOf(entry.path);
  return {
    entry,
    path: entry.path,
    kinds: kinds.size > 0 ? kinds : kindsOfContent([...facts.base, ...facts.result]),
    ...(before === undefined ? {} : { base: said(before, facts.base) }),
    ...(after === undefined ? {} : { result: said(after, facts.result) }),
    removed: saidLines(removed, displaced.removed, base?.text, before),
    added: saidLines(added, displaced.added, result?.text, after),
    sizes: {
      ...(base === undefined ? {} : { base: base.size }),
      ...(result === undefined ? {} : { result: result.size }),
    },
    outOfOrder: outOfOrder(before?.facts ?? [], after?.facts ?? []),
  };
}

function said(reading: Reading, facts: Said["facts"]): Said {
  const { analysed, language, model, troubles, words } = reading;
  return { analysed, language, troubles, facts, words, ...(model === undefined ? {} : { model }) };
}

function saidLines(
  changed: readonly Line[],
  displaced: readonly Line[],
  text: string | undefined,
  reading: Reading | undefined,
): readonly SaidLine[] {
  const own = new Set(changed.map(({ number }) => number));
  const others = displaced.filter(({ number }) => !own.has(number));
  const lines = others.length === 0 ? changed : [...changed, ...others].toSorted((a, b) => a.number - b.number);
  if (lines.length === 0) return [];
  const known = text !== undefined && reading !== undefined;
  const sorts = known ? sortLines(lines, reading.tokens, reading.imports(), reading.language) : [];
  return lines.map((line, at) => {
    const { sort = "code", text: says = line.text } = sorts[at] ?? {};
    return { ...line, sort, says, displaced: !own.has(line.number) };
  });
}

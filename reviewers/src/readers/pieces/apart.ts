import type { Piece, Tokenised } from "./piece.ts";
import { linesOf } from "./piece.ts";
import { piecesOf } from "./pieces.ts";

/** Pieces of both sides that are the same, in the order of each. */
export type Same = { readonly base: readonly Piece[]; readonly result: readonly Piece[] };

/**
 * The pieces of two texts of one language that both have, as they stand, within the same heads: whatever they say, both sides say it, so it
 * cancels out and need not be read. Of those in a type one of each sort stays, so that it still has definitions in it. Linear.
 */
export function samePieces(base: Tokenised, result: Tokenised, language: string): Same {
  const same: Pairs = { base: [], result: [] };
  if (language !== "") match({ base, result, same }, piecesOf(base, language), piecesOf(result, language), false);
  const inOrder = (pieces: readonly Piece[]) => pieces.toSorted((a, b) => a.from - b.from);
  return { base: inOrder(same.base), result: inOrder(same.result) };
}

type Pairs = { readonly base: Piece[]; readonly result: Piece[] };
type Matching = { readonly base: Tokenised; readonly result: Tokenised; readonly same: Pairs };

function match(matching: Matching, before: readonly Piece[], after: readonly Piece[], inside: boolean): void {
  const { base, result, same } = matching;
  const byText = Map.groupBy(before.toReversed(), (piece) => textOf(base, piece));
  const [taken, pairs]: [Set<Piece>, (readonly [Piece, Piece])[]] = [new Set(), []];
  const others: Piece[] = [];
  for (const piece of after) {
    const like = byText.get(textOf(result, piece))?.pop();
    if (like !== undefined && sameTokens(base, like, result, piece)) {
      taken.add(like);
      pairs.push([like, piece]);
    } else others.push(piece);
  }
  const staying = inside ? shortestOfEach(pairs) : NONE;
  // Without a function or type in it the body of a type is a fact of its own, and has to be whole.
  const stays = inside && !pairs.some(([piece]) => isFunctionOrType(piece));
  for (const pair of stays ? [] : pairs) {
    if (staying.has(pair)) continue;
    same.base.push(pair[0]);
    same.result.push(pair[1]);
  }
  const left = before.filter((piece) => !taken.has(piece));
  for (const [one, other] of sameHeads(left, others)) match(matching, one.members ?? [], other.members ?? [], true);
}

const NONE: ReadonlySet<unknown> = new Set();

function isFunctionOrType({ sort }: Piece): boolean {
  return HELD.test(sort) || (sort.endsWith("()") && !VALUES.test(sort));
}

const HELD = /^(?:def|fn|func|function|class|object|trait|interface|struct|record|impl|mod|namespace)(?:\(\))?$/;
const VALUES = /^(?:val|var|let|const|import|type|use|enum)\b/;

function textOf(side: Tokenised, { from, to }: Piece): string {
  return linesOf(side, from, to).trimEnd();
}

/** Equal texts have equal tokens but where what stands around them decides; then they are not the same. */
function sameTokens(base: Tokenised, one: Piece, result: Tokenised, other: Piece): boolean {
  const count = one.end - one.first;
  if (count !== other.end - other.first) return false;
  for (let at = 0; at < count; at += 1) {
    const [a, b] = [base.tokens[one.first + at], result.tokens[other.first + at]];
    if (a?.is !== b?.is || a?.text.length !== b?.text.length) return false;
  }
  return true;
}

/** The shortest pair of each sort; of equal ones the first. */
function shortestOfEach(pairs: readonly (readonly [Piece, Piece])[]): ReadonlySet<unknown> {
  const shortest = new Map<string, readonly [Piece, Piece]>();
  for (const pair of pairs) {
    const known = shortest.get(pair[1].sort)?.[1];
    if (known === undefined || pair[1].end - pair[1].first < known.end - known.first) shortest.set(pair[1].sort, pair);
  }
  return new Set(shortest.values());
}

/** What has pieces in it, by its head; of equal heads in their order. */
function sameHeads(before: readonly Piece[], after: readonly Piece[]): readonly (readonly [Piece, Piece])[] {
  const byHead = Map.groupBy(before, ({ head }) => head);
  const used = new Map<string, number>();
  return after.flatMap((piece) => {
    if (piece.head === undefined) return [];
    const count = used.get(piece.head) ?? 0;
    used.set(piece.head, count + 1);
    const like = byHead.get(piece.head)?.[count];
    return like === undefined ? [] : [[like, piece] as const];
  });
}

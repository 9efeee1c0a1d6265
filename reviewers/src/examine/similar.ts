/** Tokens in a row that are compared. */
const ROW = 5;
/** Share of rows that two bodies have in common, of those that one of them has. */
const ENOUGH = 0.8;
/** Tokens below which a body says too little. */
const FEWEST = 12;

/** Whether two bodies, tokens with spaces between, are one with edits: four fifths of the rows of five tokens are the same. */
export function similar(one: string, other: string): boolean {
  const [a, b] = [rowsOf(one), rowsOf(other)];
  if (a.size === 0 || b.size === 0) return false;
  let common = 0;
  for (const row of a) if (b.has(row)) common += 1;
  return common >= ENOUGH * (a.size + b.size - common);
}

function rowsOf(body: string): ReadonlySet<string> {
  const tokens = body.split(" ");
  if (tokens.length < FEWEST) return new Set();
  return new Set(tokens.slice(0, tokens.length - ROW + 1).map((_, at) => tokens.slice(at, at + ROW).join(" ")));
}

/**
 * One change of a source: `before`, at `start` (UTF-16 units), becomes `after`. Lines and columns begin with 1; `within` is
 * the line without its indentation.
 */
export type Mutation = {
  readonly path: string;
  readonly start: number;
  readonly line: number;
  readonly column: number;
  readonly within: string;
  readonly before: string;
  readonly after: string;
};

/** The source with the change in it. */
export function applyMutation(source: string, { start, before, after }: Mutation): string {
  return source.slice(0, start) + after + source.slice(start + before.length);
}

/** `path:line:column  before → after`, in one line. */
export function formatMutation({ path, line, column, before, after }: Mutation): string {
  return `${path}:${line}:${column}  ${oneLine(before)} → ${oneLine(after)}`;
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line === "" ? "(nothing)" : line.length > 100 ? `${line.slice(0, 99)}…` : line;
}

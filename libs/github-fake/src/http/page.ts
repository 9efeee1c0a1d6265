import type { Call } from "./route.ts";

/** The part of a list that was asked for, with where the others are (`Link`). */
export function page<Row, Shown>(
  { query, url }: Pick<Call, "query" | "url">,
  rows: readonly Row[],
  show: (row: Row) => Shown,
): { readonly shown: readonly Shown[]; readonly total: number; readonly headers: Readonly<Record<string, string>> } {
  const each = bounded(query.get("per_page"), 30, 100);
  const number = bounded(query.get("page"), 1, Number.MAX_SAFE_INTEGER);
  const last = Math.max(1, Math.ceil(rows.length / each));
  const at = (page: number) => {
    const asked = new URLSearchParams(query);
    asked.set("page", String(page));
    return `${url}?${asked}`;
  };
  const links = [
    ...(number > 1 ? [`<${at(Math.min(number - 1, last))}>; rel="prev"`] : []),
    ...(number < last ? [`<${at(number + 1)}>; rel="next"`, `<${at(last)}>; rel="last"`] : []),
    ...(number > 1 ? [`<${at(1)}>; rel="first"`] : []),
  ];
  return {
    shown: rows.slice((number - 1) * each, number * each).map(show),
    total: rows.length,
    headers: links.length === 0 ? {} : { link: links.join(", ") },
  };
}

function bounded(value: string | null, usual: number, most: number): number {
  const number = Number(value ?? usual);
  return Number.isSafeInteger(number) && number > 0 ? Math.min(number, most) : usual;
}

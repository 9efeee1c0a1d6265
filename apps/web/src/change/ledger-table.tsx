import { useState } from "react";
import { OthersText } from "../text/others-text.tsx";
import type { Ledger, LedgerRow } from "./ledger.ts";
import { Sparkline } from "./sparkline.tsx";

const NUMBERS = new Set(["before", "after", "change", "line"]);
/** Rows that are there at first: what comes below the tables is not to be out of reach. */
const FIRST_ROWS = 40;
const HEADINGS: ReadonlyMap<string, string> = new Map([
  ["entity", "Entities"],
  ["egress", "Egress"],
  ["merge-bases", "Several merge bases: git merged them first"],
  ["uncovered-base", "Not covered below the base"],
]);

/** Values before and after, one row each. */
export function LedgerTable({ ledger: { name, columns, rows, unlisted } }: { readonly ledger: Ledger }) {
  const [isWhole, setWhole] = useState(false);
  if (rows.length === 0) return null;
  const shown = isWhole ? rows : rows.slice(0, FIRST_ROWS);
  const hasCourse = rows.some(({ course }) => course.length > 0);
  return (
    <section>
      <h2>{HEADINGS.get(name) ?? `${name.charAt(0).toUpperCase()}${name.slice(1)}s`}</h2>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by keyboard */}
      <div className="scroll" tabIndex={0} role="region" aria-label={`Ledger ${name}`}>
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col" className={classOf(column)}>
                  {column}
                </th>
              ))}
              {hasCourse && <th scope="col">course</th>}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, index) => (
              <LedgerLine key={index} row={row} columns={columns} hasCourse={hasCourse} />
            ))}
          </tbody>
        </table>
      </div>
      {shown.length < rows.length && (
        <p>
          <button type="button" className="link" onClick={() => setWhole(true)}>
            Show all {inWords(rows.length)} rows
          </button>{" "}
          <span className="quiet">Below these are {inWords(rows.length - shown.length)} more.</span>
        </p>
      )}
      {unlisted > 0 && (
        <p className="quiet">{inWords(unlisted)} more were counted and are not in the packet. The diff has them.</p>
      )}
    </section>
  );
}

function LedgerLine({
  row: { cells, course },
  columns,
  hasCourse,
}: {
  readonly row: LedgerRow;
  readonly columns: readonly string[];
  readonly hasCourse: boolean;
}) {
  return (
    <tr>
      {cells.map((text, at) => (
        <td key={at} className={classOf(columns[at] ?? "")}>
          <OthersText text={text} />
        </td>
      ))}
      {hasCourse && (
        <td>
          <Sparkline values={course} />
        </td>
      )}
    </tr>
  );
}

function classOf(column: string): string | undefined {
  return NUMBERS.has(column) ? "number" : undefined;
}

function inWords(count: number): string {
  return count.toLocaleString("en");
}

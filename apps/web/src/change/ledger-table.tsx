import { OthersText } from "../text/others-text.tsx";
import type { Ledger } from "./packet.ts";

const NUMBERS = new Set(["before", "after", "ratio", "line"]);

/** Values before and after, one row each. */
export function LedgerTable({ ledger: { name, columns, rows } }: { readonly ledger: Ledger }) {
  if (rows.length === 0) return null;
  return (
    <section>
      <h2>{`${name.charAt(0).toUpperCase()}${name.slice(1)}s`}</h2>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by keyboard */}
      <div className="scroll" tabIndex={0} role="region" aria-label={`Ledger ${name}`}>
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col" className={NUMBERS.has(column) ? "number" : undefined}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={index}>
                {row.map((value, at) => (
                  <td key={at} className={NUMBERS.has(columns[at] ?? "") ? "number" : undefined}>
                    <OthersText text={value} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

import { formatHex } from "@countersign/attest";
import type { PathStep } from "@countersign/log-check";

/** The way from a leaf to the root, each step recomputed here. */
export function PathTable({ path }: { readonly path: readonly PathStep[] }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by keyboard
    <div className="scroll" tabIndex={0} role="region" aria-label="Path to the root">
      <table className="path-table">
        <caption>From the leaf to the root, each step recomputed here</caption>
        <thead>
          <tr>
            <th scope="col">Level</th>
            <th scope="col">Sibling stands</th>
            <th scope="col">Sibling</th>
            <th scope="col">Together they give</th>
          </tr>
        </thead>
        <tbody>
          {path.map(({ level, side, sibling, result }) => (
            <tr key={level}>
              <th scope="row">{level}</th>
              <td>{side}</td>
              <td>
                <code>{formatHex(sibling)}</code>
              </td>
              <td>
                <code>{formatHex(result)}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {path.length === 0 && <p className="quiet">The leaf is the whole tree: its hash is the root.</p>}
    </div>
  );
}

import { formatHex } from "@countersign/attest";
import type { Check, CheckedBytes } from "@countersign/log-check";
import { OthersText } from "../text/others-text.tsx";
import { PathTable } from "./path-table.tsx";

const MARKS = { ok: ["✓", "passed"], failed: ["✗", "failed"], "not-checked": ["–", "not checked"] } as const;

/** Checks in the order in which they were made; opened, each shows the bytes that it looked at. */
export function CheckList({ checks, label }: { readonly checks: readonly Check[]; readonly label: string }) {
  return (
    <ol className="check-list" aria-label={label}>
      {checks.map((check, index) => (
        <CheckLine key={index} check={check} />
      ))}
    </ol>
  );
}

function CheckLine({ check: { name, state, sentence, code, bytes, path } }: { readonly check: Check }) {
  const [glyph, word] = MARKS[state];
  return (
    <li className={`check-${state}`}>
      <details>
        <summary>
          <span className="glyph" role="img" aria-label={word}>
            {glyph}
          </span>
          <span className="check-name">{name}</span>
          <span>
            <OthersText text={sentence} />
            {code !== undefined && <code> {code}</code>}
          </span>
        </summary>
        <div className="check-inside">
          {bytes.map((one, index) => (
            <BytesShown key={index} {...one} />
          ))}
          {path !== undefined && <PathTable path={path} />}
          {bytes.length === 0 && path === undefined && <p className="quiet">It has no bytes of its own.</p>}
        </div>
      </details>
    </li>
  );
}

/** Of long bytes so many are shown. */
const MOST_SHOWN = 8192;

function BytesShown({ label, bytes }: CheckedBytes) {
  const cut = bytes.length > MOST_SHOWN ? `, the first ${MOST_SHOWN}` : "";
  return (
    <figure>
      <figcaption className="quiet">
        <OthersText text={`${label}: ${bytes.length} bytes${cut}`} />
      </figcaption>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls is reached by keyboard */}
      <pre tabIndex={0}>{readable(bytes.subarray(0, MOST_SHOWN))}</pre>
    </figure>
  );
}

/** Printable ASCII, line feeds and the dash of notes as they are; everything else in hexadecimal. */
function readable(bytes: Uint8Array): string {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (text !== "" && /^[\n\x20-\x7e—]*$/.test(text)) return text;
  } catch {
    // No UTF-8: in hexadecimal.
  }
  return formatHex(bytes).replaceAll(/.{8}(?=.)/g, "$& ");
}

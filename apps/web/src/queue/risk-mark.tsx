import { riskWord } from "./sentences.ts";

const BARS = [0, 1, 2, 3];

/** A risk as bars and a word, so that no colour is needed to tell it. */
export function RiskMark({ risk }: { readonly risk: number }) {
  return (
    <span className={`risk risk-${risk}`}>
      <svg viewBox="0 0 14 12" width="14" height="12" aria-hidden="true">
        {BARS.map((bar) => (
          <rect
            key={bar}
            className={bar < risk ? "bar-full" : "bar-empty"}
            x={bar * 3.6}
            y={9 - bar * 3}
            width="2.6"
            height={3 + bar * 3}
          />
        ))}
      </svg>
      {riskWord(risk)}
    </span>
  );
}

import { GATE_MARKS } from "./gate-words.ts";

/** What a gate says, as a sign and a word. */
export function GateMark({ decision }: { readonly decision: keyof typeof GATE_MARKS }) {
  const [glyph, word] = GATE_MARKS[decision];
  return (
    <span className={`gate-mark gate-mark-${decision}`}>
      <span aria-hidden="true">{glyph}</span> {word}
    </span>
  );
}

import type { Finding } from "@countersign/core";

/**
 * What everybody may read of a change beside that it happened and what became of it. `nobody`: no effect is told. `everybody`: effects are told
 * `delay` seconds after the decision, except those of `withheld` classes of findings, each with the reason. The log's evidence needs rights, so
 * whoever runs the page is told this by the parties; without their word it is `nobody`.
 */
export type PublicRule =
  | { readonly effects: "nobody"; readonly why: string }
  | {
      readonly effects: "everybody";
      readonly delay: number;
      readonly withheld: readonly { readonly class: string; readonly why: string }[];
    };

/** Without a word of the parties. */
export const NOTHING_TOLD: PublicRule = {
  effects: "nobody",
  why: "Nobody has agreed to publish what changes do.",
};

/** What a change does, in plain words, or why that is not told and until when (seconds since the epoch; absent: no end is set). */
export type EffectLine = { readonly text: string } | { readonly withheld: string; readonly until?: number };

/** The lines about the effects of a change that was decided at a time (seconds; absent: not decided yet), by its findings (absent: its packet is not at hand). */
export function effectLines(
  rule: PublicRule,
  findings: readonly Finding[] | undefined,
  { decided, now }: { readonly decided: number | undefined; readonly now: number },
): readonly EffectLine[] {
  if (rule.effects === "nobody") return [{ withheld: rule.why }];
  if (decided === undefined) return [{ withheld: "It is shown after it is decided." }];
  const until = decided + rule.delay;
  if (until > now) return [{ withheld: "It is shown some time after the decision.", until }];
  if (findings === undefined) return [{ withheld: "Its analysis is not at hand here." }];
  if (findings.length === 0) return [{ text: "No effect was found by the analysis." }];
  const lines = findings.slice(0, MOST_LINES).map((finding) => lineOf(rule.withheld, finding));
  const more = findings.length - MOST_LINES;
  return more > 0 ? [...lines, { text: `and ${more} more` }] : lines;
}

const MOST_LINES = 5;

function lineOf(
  withheld: readonly { readonly class: string; readonly why: string }[],
  { class: name, title, before, after }: Finding,
): EffectLine {
  const rule = withheld.find((one) => one.class === name);
  if (rule !== undefined) return { withheld: rule.why };
  if (before === undefined && after === undefined) return { text: title };
  return { text: `${title}: ${before ?? "nothing"} → ${after ?? "nothing"}` };
}

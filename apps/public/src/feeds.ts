import type { PublicChange, PublicState } from "./public-state.ts";
import { escaped, spellMoment, visible } from "./text.ts";

/** Everything that the page is made of, as JSON; the words of others with what is unseen shown as its number. */
export function jsonFeed(state: PublicState): string {
  const changes = state.changes.map((change) => ({ ...change, effects: change.effects.map(seenEffect) }));
  return `${JSON.stringify({ countersignPublic: 1, ...state, changes })}\n`;
}

/** The newest changes as an Atom feed (RFC 4287); an entry is named by the log and its leaf. */
export function atomFeed(state: PublicState, service: string): string {
  const name = (leaf: string) => `urn:x-countersign:${encodeURIComponent(state.origin)}:${leaf}`;
  const entries = state.changes.slice(0, MOST_ENTRIES).map(
    (change) => `<entry><id>${escaped(name(`${change.leaf}`))}</id><title>${escaped(titleOf(change))}</title>
<updated>${stamp(change.decidedAt ?? change.at ?? state.now)}</updated><link href="${escaped(service)}/public#leaf-${change.leaf}"/>
<content type="text">${escaped(change.effects.map(textOf).join("; "))}</content></entry>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><id>${escaped(name("changes"))}</id><title>Changes to the recommender, ${escaped(state.origin)}</title>
<updated>${stamp(state.now)}</updated><author><name>${escaped(state.origin)}</name></author><link rel="self" href="${escaped(service)}/public/feed.atom"/><link href="${escaped(service)}/public"/>
${entries.join("\n")}</feed>
`;
}

const MOST_ENTRIES = 100;

function titleOf({ leaf, outcome }: PublicChange): string {
  return `Change at leaf ${leaf}: ${outcome}`;
}

function textOf(line: PublicChange["effects"][number]): string {
  if ("text" in line) return line.text;
  return `Withheld: ${line.withheld}${line.until === undefined ? "" : ` Until ${spellMoment(line.until)}.`}`;
}

function seenEffect(line: PublicChange["effects"][number]) {
  return "text" in line ? { text: visible(line.text) } : { ...line, withheld: visible(line.withheld) };
}

function stamp(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

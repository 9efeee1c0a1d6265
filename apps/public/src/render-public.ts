import { createHash } from "node:crypto";
import { chart, chartTable } from "./chart.ts";
import type { EffectLine } from "./public-rule.ts";
import type { Counted, Outcome, PublicChange, PublicState } from "./public-state.ts";
import { STYLE } from "./style.ts";
import { escaped, spellLeaves, spellLength, spellMoment } from "./text.ts";

/** What of a page is its host's: where to get the log, and whether this is a copy that is shown because the log cannot be read now. */
export type Rendering = {
  /** Where the service is reached, `https://countersign.acme.example`. */
  readonly service: string;
  readonly copy?: boolean;
};

/** Bytes that a page has at most; the oldest changes are left to the JSON feed. */
const MOST_BYTES = 60_000;

/** What the page may do, as a header: nothing but be styled by its own style. */
export const PUBLIC_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** The page as HTML without script. Everything that somebody else wrote is escaped, and what would be unseen is shown as its number. */
export function renderPublic(state: PublicState, rendering: Rendering): string {
  for (let most = Math.min(state.changes.length, 150); ; most = Math.floor(most * 0.8)) {
    const html = page(state, rendering, most);
    if (most === 0 || Buffer.byteLength(html) <= MOST_BYTES) return html;
  }
}

function page(state: PublicState, rendering: Rendering, most: number): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Changes to the recommender · ${escaped(state.origin)}</title>
<link rel="alternate" type="application/atom+xml" title="Changes" href="/public/feed.atom">
<link rel="alternate" type="application/json" title="Changes" href="/public/feed.json">
<style>${STYLE}</style></head><body><main>
${notice(state, rendering)}<h1>Changes to the recommender, from the log <bdi>${escaped(state.origin)}</bdi></h1>
${firstSight(state)}
${state.captured.count === 0 ? "" : days(state)}
${changes(state, most)}
${checkBox(state, rendering)}
${sources(state)}
<p class="quiet small">Made at ${moment(state.now)}. Feeds: <a href="/public/feed.atom">Atom</a>, <a href="/public/feed.json">JSON</a>. This page needs no script.</p>
</main></body></html>
`;
}

function notice({ now, trial }: PublicState, { copy }: Rendering): string {
  const old = `<p class="notice" role="status">The log cannot be read at the moment. This is the last good copy, of ${moment(now)}.</p>\n`;
  const tried = `<p class="notice">This log is a trial: nobody outside of it stands behind its policy.</p>\n`;
  return `${copy === true ? old : ""}${trial ? tried : ""}`;
}

function firstSight({ captured, byOutcome, unreviewed, emergencies, median, witnessed }: PublicState): string {
  if (captured.count + unreviewed.count + emergencies.count === 0) return emptySight({ witnessed });
  const some = (outcome: Outcome) => `${link(outcome, byOutcome[outcome])} ${outcome}`;
  const more = [some("approved"), some("sent back"), some("rejected")];
  if (byOutcome.waiting.count > 0) more.push(some("waiting"));
  if (byOutcome.replaced.count > 0) more.push(`${link("replaced", byOutcome.replaced)} replaced by a newer version`);
  const tone = unreviewed.count === 0 ? "none" : "some";
  const bad = `<strong class="${tone}">${link("unreviewed", unreviewed)} landed or deployed without review</strong>`;
  const pace =
    median === undefined
      ? ""
      : `Half of the decisions took less than <a href="#from-median">${spellLength(median.seconds)}</a>. `;
  const urgent = `${link("emergencies", emergencies)} ${emergencies.count === 1 ? "emergency was" : "emergencies were"} opened.`;
  return `<p class="first">In the last 30 days: ${link("captured", captured)} ${captured.count === 1 ? "change" : "changes"} to the recommender, ${more.join(", ")}, ${bad}.</p>
<p>${pace}${urgent} ${vouched(witnessed)}</p>`;
}

function emptySight({ witnessed }: { readonly witnessed: number | undefined }): string {
  return `<p class="first">In the last 30 days nobody proposed a change to the recommender.</p>
<p>Each change will stand here with what became of it: how many were approved, sent back or rejected, how long that took, and whether anything ran that nobody had reviewed. ${vouched(witnessed)}</p>`;
}

function vouched(witnessed: number | undefined): string {
  return witnessed === undefined
    ? "No independent witness vouches for a time."
    : `Independent witnesses saw this log at ${moment(witnessed)}.`;
}

function link(name: string, { count }: Counted): string {
  return `<a href="#from-${name.replace(" ", "-")}">${count}</a>`;
}

function days({ days: all }: PublicState): string {
  return `<section aria-labelledby="days"><h2 id="days">Day by day</h2>
<figure>${chart(all)}<figcaption class="small">Bars: changes captured. Triangles: days on which something landed or ran without review.</figcaption></figure>
<details><summary>The same as a table</summary>${chartTable(all)}</details></section>`;
}

function changes({ changes: all }: PublicState, most: number): string {
  if (all.length === 0) return "";
  const more =
    all.length > most
      ? `<p class="quiet">${all.length - most} earlier ones are in the <a href="/public/feed.json">JSON feed</a>.</p>`
      : "";
  return `<section aria-labelledby="changes"><h2 id="changes">The changes</h2><ol class="changes">
${all.slice(0, most).map(changeItem).join("\n")}</ol>${more}</section>`;
}

function changeItem({ leaf, at, outcome, decidedAt, decisions, effects }: PublicChange): string {
  const took = at === undefined || decidedAt === undefined ? "" : ` after ${spellLength(Math.max(0, decidedAt - at))}`;
  const said = decisions.length === 0 ? "" : `, decisions ${spellLeaves(decisions)}`;
  const when = at === undefined ? "" : ` · ${moment(at)}`;
  return `<li id="leaf-${leaf}"><p><span class="outcome ${outcome.replace(" ", "-")}">${GLYPH[outcome]} ${outcome}</span> <span class="quiet small">leaf ${leaf}${said}${when}${took}</span></p>
<ul class="effects">${effects.map(effectItem).join("")}</ul></li>`;
}

const GLYPH: Readonly<Record<Outcome, string>> = {
  approved: "✓",
  "sent back": "↩",
  rejected: "✗",
  waiting: "…",
  replaced: "⇢",
};

function effectItem(line: EffectLine): string {
  if ("text" in line) return `<li><bdi>${escaped(line.text)}</bdi></li>`;
  const until = line.until === undefined ? "No end is set." : `Until ${moment(line.until)}.`;
  return `<li class="withheld">Withheld: <bdi>${escaped(line.withheld)}</bdi> ${until}</li>`;
}

function checkBox({ checkpoint, size, root }: PublicState, { service }: Rendering): string {
  return `<section class="box" aria-labelledby="check"><h2 id="check">Check this page</h2>
<p>It is computed from ${size} leaves of a log that only grows; the root of their hash tree is <code><bdi>${root}</bdi></code>. This is its checkpoint, with the signatures of the log and of its witnesses:</p>
<pre tabindex="0" aria-label="Checkpoint">${escapedNote(checkpoint)}</pre>
<p>Get the log, then open <a href="/verify">the verify page</a>, which works from disk, and drop the file on it:</p>
<pre tabindex="0" aria-label="Command">curl -fsS ${escaped(`${service}/bundle`)} -o log.bundle</pre>
<p class="quiet small">Without rights the log tells how much happens and when, and proves that nothing was taken away. Whoever has the right to its evidence verifies each decision: <code>countersign audit --log log.bundle --root root.json</code>. The times of changes are those of whoever keeps the log, bounded by its order.</p></section>`;
}

/** Lines of a note are its form; everything else in it is text. */
function escapedNote(note: string): string {
  return note.trimEnd().split("\n").map(escaped).join("\n");
}

function sources({ captured, byOutcome, unreviewed, emergencies, median }: PublicState): string {
  const rows: readonly (readonly [string, string, readonly number[]])[] = [
    ["captured", "Changes", captured.leaves],
    ["approved", "Approved", byOutcome.approved.leaves],
    ["sent-back", "Sent back", byOutcome["sent back"].leaves],
    ["rejected", "Rejected", byOutcome.rejected.leaves],
    ["waiting", "Waiting", byOutcome.waiting.leaves],
    ["replaced", "Replaced by a newer version", byOutcome.replaced.leaves],
    ["unreviewed", "Without review", unreviewed.leaves],
    ["emergencies", "Emergencies", emergencies.leaves],
    ["median", "Median time to decision", median?.leaves ?? []],
  ];
  const items = rows.map(
    ([id, name, leaves]) =>
      `<dt id="from-${id}">${name}</dt><dd>${leaves.length === 0 ? "no leaf" : spellLeaves(leaves)}</dd>`,
  );
  return `<section aria-labelledby="sources"><h2 id="sources">What each number is counted from</h2>
<p class="quiet small">Indices of leaves in the log; of a decided change its own leaf and those of the decisions about it.</p><dl>${items.join("")}</dl></section>`;
}

function moment(seconds: number): string {
  return `<time datetime="${new Date(seconds * 1000).toISOString()}">${spellMoment(seconds)}</time>`;
}

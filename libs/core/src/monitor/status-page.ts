import { remedyFor } from "../codes.ts";
import { formatTime } from "../time.ts";
import type { StandingAlarm } from "./alarm.ts";
import { unacknowledged } from "./status.ts";
import type { MonitorStatus } from "./status.ts";

/** With what a status page has to be served: it runs nothing, loads nothing, and is in no frame. */
export const STATUS_PAGE_HEADERS: Readonly<Record<string, string>> = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
};

/**
 * The status of monitors as a page without script. Everything in it may come from a log or a repository of somebody hostile:
 * each text is escaped, none is in an attribute, and what is no plain character was escaped when the alarm was made.
 */
export function statusPage(statuses: readonly MonitorStatus[]): string {
  const standing = statuses.flatMap(unacknowledged).length;
  const title = standing === 0 ? "No alarm stands" : `${standing} ${standing === 1 ? "alarm stands" : "alarms stand"}`;
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
    `<title>${escaped(title)}</title><style>${STYLE}</style></head><body><h1>${escaped(title)}</h1>`,
    ...statuses.map(section),
    "</body></html>\n",
  ].join("\n");
}

const STYLE =
  "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}" +
  "code,dd{overflow-wrap:anywhere}dt{font-weight:bold}.raised{border-left:.4rem solid #b00020;padding-left:1rem}" +
  ".acknowledged{border-left:.4rem solid #767676;padding-left:1rem}";

function section(status: MonitorStatus): string {
  return [
    `<section><h2>${escaped(status.origin)}</h2><dl>${facts(status)
      .map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`)
      .join("")}</dl>`,
    ...status.standing.map(article),
    "</section>",
  ].join("\n");
}

function facts({
  looked,
  checkpoint,
  unread,
  repositories,
  waiting,
}: MonitorStatus): readonly (readonly [string, string])[] {
  const names = (followed: boolean) => repositories.filter((one) => one.followed === followed).map(({ id }) => id);
  const [watched, others] = [names(true), names(false)];
  return [
    ["looked at", looked === undefined ? "never" : formatTime(looked)],
    ["checkpoint", checkpoint === undefined ? "none" : `${checkpoint.size} leaves, root ${checkpoint.root}`],
    ["witnessed", checkpoint?.time === undefined ? "no time" : formatTime(checkpoint.time)],
    ...unread.map(({ text, since }) => ["not read yet", `${text}, since ${formatTime(since)}`] as const),
    ["repositories followed", watched.length === 0 ? "none" : watched.join(", ")],
    ...(others.length === 0 ? [] : [["repositories not followed", others.join(", ")] as const]),
    ...waiting.map(
      ({ sink, events, error }) =>
        [`not told: ${sink}`, `${events} events${error === undefined ? "" : `: ${error}`}`] as const,
    ),
  ];
}

function article({ id, code, text, remedy, since, acknowledged }: StandingAlarm): string {
  const state = acknowledged === undefined ? "raised" : "acknowledged";
  const when = acknowledged === undefined ? "" : `, acknowledged ${formatTime(acknowledged)}`;
  return [
    `<article class="${state}"><h3>${escaped(code)}</h3><p>${escaped(text)}</p>`,
    `<p>${escaped(remedy ?? remedyFor(code))}</p><p><code>${escaped(id)}</code> since ${formatTime(since)}${when}</p></article>`,
  ].join("\n");
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"'`]/g, (character) => `&#${character.codePointAt(0) ?? 0};`);
}

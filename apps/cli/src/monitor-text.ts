import { formatTime, isQuiet, remedyFor } from "@countersign/core";
import type { AlarmEvent, MonitorStatus, StandingAlarm } from "@countersign/core";
import { harmless } from "./terminal.ts";
import type { Terminal } from "./terminal.ts";

/** An event for people, in two lines. */
export function eventLine({ event, time, alarm }: AlarmEvent, terminal: Terminal): string {
  const word = event === "raised" ? terminal.red("RAISED") : terminal.green(event.toUpperCase());
  return `${formatTime(time)}  ${terminal.bold(word)}  ${about(alarm, terminal)}`;
}

/** How everything stands, for people. */
export function statusText(status: MonitorStatus, terminal: Terminal): string {
  const { origin, checkpoint, repositories } = status;
  const title = isQuiet(status) ? terminal.green("OK") : terminal.red("ALARMS");
  const size = checkpoint === undefined ? "not read" : `${checkpoint.size} leaves`;
  const witnessed = checkpoint?.time === undefined ? "" : `, witnessed ${formatTime(checkpoint.time)}`;
  const unfollowed = repositories.filter(({ followed }) => !followed).map(({ id }) => id);
  return [
    `${terminal.bold(title)}  ${harmless(origin)}, ${size}${witnessed}`,
    ...(unfollowed.length === 0 ? [] : [terminal.dim(`  not followed: ${harmless(unfollowed.join(", "))}`)]),
    ...status.unread.map(({ text, since }) => `  ${terminal.dim(`since ${formatTime(since)}`)}  ${harmless(text)}`),
    ...status.standing.map((alarm) => `  ${stateOf(alarm, terminal)}  ${about(alarm, terminal)}`),
  ].join("\n");
}

function stateOf({ since, acknowledged }: StandingAlarm, terminal: Terminal): string {
  return terminal.dim(acknowledged === undefined ? `since ${formatTime(since)}` : "acknowledged");
}

function about({ id, code, text, remedy }: StandingAlarm, terminal: Terminal): string {
  return [
    `${terminal.bold(code)} ${terminal.dim(id)}: ${harmless(text)}`,
    `    ${terminal.dim("→")} ${harmless(remedy ?? remedyFor(code))}`,
  ].join("\n");
}

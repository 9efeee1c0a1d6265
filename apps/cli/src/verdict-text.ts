import type { JsonObject } from "@countersign/attest";
import { displayPath, parsePath } from "@countersign/core/judging";
import type { Verdict } from "@countersign/core";
import { harmless, shortId } from "./terminal.ts";
import type { Terminal } from "./terminal.ts";

/** Edges listed one by one before the rest is only counted. */
const MOST_EDGES = 20;

/** A verdict for people: the answer first, then why, then what it was made of. */
export function verdictText(verdict: Verdict, terminal: Terminal): string {
  return [
    headline(verdict, terminal),
    "",
    ...reasonLines(verdict, terminal),
    "",
    ...factLines(verdict),
    ...edgeLines(verdict, terminal),
  ].join("\n");
}

function headline({ decision, code, commit, environment }: Verdict, terminal: Terminal): string {
  const paint = { allow: terminal.green, pending: terminal.yellow, deny: terminal.red, error: terminal.red }[decision];
  return `${paint(terminal.bold(decision.toUpperCase()))}  ${code}  ${shortId(commit)} → ${harmless(environment)}`;
}

function reasonLines({ reasons }: Verdict, terminal: Terminal): readonly string[] {
  return reasons.flatMap(({ code, message, remedy }) => [
    `  ${terminal.bold(code)}: ${harmless(message)}`,
    `    ${terminal.dim("→")} ${harmless(remedy)}`,
  ]);
}

function factLines({ policy, log, range, requirements, repository, ref }: Verdict): readonly string[] {
  const rows: readonly (readonly [string, string])[] = [
    ["repository", `${repository} ${ref}`],
    ["policy", `version ${policy.version}, ${shortId(policy.sha256)}`],
    [
      "log",
      `${log.origin}, ${log.size} leaves, ${log.time === undefined ? "no witness time" : `witnessed ${log.time}`}`,
    ],
    [
      "range",
      range.settled === undefined
        ? "nothing to check"
        : `${range.edges} ${range.edges === 1 ? "edge" : "edges"} since ${shortId(range.settled)}`,
    ],
    ...requirements.map(({ id, state, role, count }) => [id, `${state} (${count} of ${role})`] as const),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${harmless(value)}`);
}

function edgeLines({ edges }: Verdict, terminal: Terminal): readonly string[] {
  const told = edges.filter(({ state }) => state !== "not-applicable");
  if (told.length === 0) return [];
  const first = [
    ...told.filter(({ state }) => state !== "covered"),
    ...told.filter(({ state }) => state === "covered"),
  ].slice(0, MOST_EDGES);
  const rest = told.length - first.length;
  return ["", ...first.flatMap((edge) => edgeLine(edge, terminal)), ...(rest > 0 ? [`  and ${rest} more edges`] : [])];
}

function edgeLine(edge: Verdict["edges"][number], terminal: Terminal): readonly string[] {
  const paint = {
    covered: terminal.green,
    "not-applicable": terminal.dim,
    undone: terminal.dim,
    pending: terminal.yellow,
    denied: terminal.red,
  }[edge.state];
  const by = edge.approvals.map(({ person, role, leaf }) => `${person} (${role}, leaf ${leaf})`).join(", ");
  const how = by === "" ? "" : `  ${edge.class} by ${by}`;
  return [
    `  ${shortId(edge.from)}..${shortId(edge.to)}  ${paint(edge.state)}${how}`,
    ...edge.residual.slice(0, MOST_EDGES).map(({ path, status }) => `    ${status.padEnd(8)} ${residualPath(path)}`),
  ];
}

/** A path of a residual for people. */
export function residualPath(path: Verdict["edges"][number]["residual"][number]["path"]): string {
  return typeof path === "string" ? harmless(path) : displayPath(parsePath(path));
}

/** The verdict as `gate --json` prints it. */
export function verdictJson(verdict: Verdict): JsonObject {
  return JSON.parse(JSON.stringify(verdict)) as JsonObject;
}

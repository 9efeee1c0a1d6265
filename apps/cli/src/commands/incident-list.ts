import { incidentStandings } from "@countersign/core";
import type { IncidentStanding, LoggedIncident } from "@countersign/core";
import type { Command } from "../command.ts";
import { oneLine } from "../change-text.ts";
import { BUNDLE_OPTIONS, readDecisionLog } from "../decision-log.ts";
import { spellAbout } from "../incident-about.ts";
import { nextCommand } from "../next-command.ts";

export const incidentListCommand: Command = {
  name: "incident list",
  summary: "incidents that are open, and with --all those that were closed",
  usage: "incident list [--all] [--root FILE --bundle FILE]",
  options: {
    all: { help: "closed ones too" },
    bundle: { ...BUNDLE_OPTIONS["bundle"], value: "FILE", help: "read the log from this bundle instead of the home" },
    root: { ...BUNDLE_OPTIONS["root"], value: "FILE", help: "the pinned root.json by which the bundle is verified" },
  },
  examples: ["incident list", "incident list --all --json"],
  async run(invocation) {
    const log = await readDecisionLog(invocation);
    const all = incidentStandings(log);
    const told = all.filter(({ closed }) => closed === undefined || invocation.given("all"));
    const open = told.filter(({ closed }) => closed === undefined).length;
    const next = open === 0 ? [] : [`next: ${nextCommand(invocation, "incident close ID -m TEXT --key KEY")}`];
    return {
      json: { open, incidents: told.map(incidentJson) },
      text: [`${open} open of ${all.length}`, ...told.flatMap(lines), ...next].join("\n"),
    };
  },
};

function incidentJson({ opened, closed }: IncidentStanding) {
  const { id, about, code, text } = opened.record;
  const ending =
    closed === undefined ? {} : { closed: { leaf: closed.leaf, by: { ...closed.signer }, text: closed.record.text } };
  return { incident: id, about: { ...about }, code, text, leaf: opened.leaf, by: { ...opened.signer }, ...ending };
}

function lines({ opened, closed }: IncidentStanding): readonly string[] {
  const { id, about, code, text } = opened.record;
  const first = `  ${id}  ${code} about ${spellAbout(about)}, by ${who(opened)} (leaf ${opened.leaf}): ${oneLine(text)}`;
  if (closed === undefined) return [first];
  return [first, `    closed by ${who(closed)} (leaf ${closed.leaf}): ${oneLine(closed.record.text)}`];
}

function who({ signer }: LoggedIncident): string {
  return "machine" in signer ? signer.machine : `${signer.person} of ${signer.organisation}`;
}

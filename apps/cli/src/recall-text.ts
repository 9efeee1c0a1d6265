import type { Alarm } from "@countersign/home";
import { harmless } from "./terminal.ts";

/** What people are told about alarms, organisations by name. */
export function alarmLines(alarms: readonly Alarm[]): readonly string[] {
  return alarms.map(
    ({ incident, organisations }) =>
      `${incident.code}, for ${organisations.join(" and ")}: ${harmless(incident.text)} (incident ${incident.id})`,
  );
}

/** The alarms as JSON. */
export function alarmsJson(alarms: readonly Alarm[]) {
  return alarms.map(({ incident: { id, code, text, about }, organisations }) => ({
    incident: id,
    code,
    text,
    about: { ...about },
    organisations,
  }));
}

/** The code of the gravest alarm: something that was withdrawn runs now. */
export function alarmCode(alarms: readonly Alarm[]): string | undefined {
  const codes = alarms.map(({ incident }) => incident.code);
  return codes.find((code) => code === "deployment.recalled") ?? codes[0];
}

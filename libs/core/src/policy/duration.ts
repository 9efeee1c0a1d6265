import { CountersignError } from "../error.ts";

const FORM = /^P(?:(0|[1-9]\d{0,5})D)?(?:T(?=\d)(?:(0|[1-9]\d{0,5})H)?(?:(0|[1-9]\d{0,7})M)?(?:(0|[1-9]\d{0,9})S)?)?$/;

const DAY = 86_400;
const HOUR = 3_600;
const MINUTE = 60;

/**
 * Whole seconds of an ISO 8601 duration made of days, hours, minutes and seconds (`P30D`, `PT1H30M`); a day has 24
 * hours. `policy.duration` for every other form: weeks, months, years, fractions, signs, leading zeros.
 */
export function parseDuration(text: string): number {
  const parts = FORM.exec(text);
  if (parts === null || text === "P") {
    const shown = JSON.stringify(text.slice(0, 40));
    throw new CountersignError("policy.duration", `${shown} is not a duration such as P30D, PT24H or PT15M`);
  }
  const [, days = "0", hours = "0", minutes = "0", seconds = "0"] = parts;
  return Number(days) * DAY + Number(hours) * HOUR + Number(minutes) * MINUTE + Number(seconds);
}

/** A duration with the largest units first: `P1DT12H`, `PT0S`. */
export function formatDuration(seconds: number): string {
  if (seconds === 0) return "PT0S";
  const [days, hours, minutes, rest] = split(seconds);
  const time = part(hours, "H") + part(minutes, "M") + part(rest, "S");
  return `P${part(days, "D")}${time === "" ? "" : `T${time}`}`;
}

/** The same in words for people: `1 day and 12 hours`. */
export function spellDuration(seconds: number): string {
  const [days, hours, minutes, rest] = split(seconds);
  const words = [word(days, "day"), word(hours, "hour"), word(minutes, "minute"), word(rest, "second")];
  return words.filter((each) => each !== "").join(" and ") || "no time";
}

function split(seconds: number): readonly [number, number, number, number] {
  const [days, inDay] = [Math.floor(seconds / DAY), seconds % DAY];
  return [days, Math.floor(inDay / HOUR), Math.floor((inDay % HOUR) / MINUTE), inDay % MINUTE];
}

function part(count: number, unit: string): string {
  return count === 0 ? "" : `${count}${unit}`;
}

function word(count: number, unit: string): string {
  return count === 0 ? "" : `${count} ${unit}${count === 1 ? "" : "s"}`;
}

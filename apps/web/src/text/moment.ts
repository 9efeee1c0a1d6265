const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long, in the two largest units: `1 h 40 m`, `3 d 4 h`, `40 s`. */
export function spellSpan(milliseconds: number): string {
  const span = Math.max(0, milliseconds);
  if (span < MINUTE) return `${Math.floor(span / 1000)} s`;
  if (span < HOUR) return `${Math.floor(span / MINUTE)} m`;
  if (span < DAY) return two(span, HOUR, "h", MINUTE, "m");
  return two(span, DAY, "d", HOUR, "h");
}

function two(span: number, large: number, a: string, small: number, b: string): string {
  const rest = Math.floor((span % large) / small);
  return `${Math.floor(span / large)} ${a}${rest === 0 ? "" : ` ${rest} ${b}`}`;
}

/** A time as it is there and then: `14:02` today, else `28 Nov 14:02`, with the year where it is another. Milliseconds since the epoch. */
export function spellMoment(at: number, now: number): string {
  const [date, today] = [new Date(at), new Date(now)];
  const time = `${pad(date.getHours())}:${pad(date.getMinutes())}`;
  if (date.toDateString() === today.toDateString()) return time;
  const day = `${date.getDate()} ${MONTHS[date.getMonth()] ?? ""}`;
  return `${day}${date.getFullYear() === today.getFullYear() ? "" : ` ${date.getFullYear()}`} ${time}`;
}

/** The same in UTC, exactly: `2026-11-29 14:02:11 UTC`. */
export function spellUtc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const pad = (number: number) => String(number).padStart(2, "0");

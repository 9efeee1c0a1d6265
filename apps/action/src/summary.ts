import type { Answer } from "./answer.ts";

/** Paths that are listed before the rest is only counted. */
const MOST_PATHS = 50;
/** Characters of one text. */
const LONGEST = 1000;

/** An answer for the page of the job, in Markdown. What comes from elsewhere shows as it is: it makes no link, no picture and no heading. */
export function summaryOf({ decision, code, commit, environment, reasons, residual }: Answer): string {
  const lines = [
    `## ${decision.toUpperCase()} ${plain(code)}`,
    "",
    `Commit ${plain(commit.slice(0, 16))} to ${plain(environment)}.`,
    "",
    ...reasons.flatMap((one) => [`- **${plain(one.code)}**: ${plain(one.message)}`, `  → ${plain(one.remedy)}`]),
    ...(residual.length === 0 ? [] : ["", "Nobody approved:", ""]),
    ...residual.slice(0, MOST_PATHS).map((path) => `- ${plain(path)}`),
    ...(residual.length > MOST_PATHS ? [`- and ${residual.length - MOST_PATHS} more`] : []),
  ];
  return `${lines.join("\n")}\n`;
}

/** The same for the job's log, a line each. */
export function logLines({ decision, code, commit, environment, reasons, residual }: Answer): readonly string[] {
  return [
    `${decision.toUpperCase()}  ${code}  ${commit.slice(0, 16)} → ${environment}`,
    ...reasons.flatMap((one) => [`  ${one.code}: ${one.message}`, `    → ${one.remedy}`]),
    ...residual.map((path) => `  nobody approved ${path}`),
  ].map(oneLine);
}

/** Whatever Markdown or HTML would read as theirs, as a character reference (CommonMark 0.31.2, section 2.5). */
function plain(text: string): string {
  return oneLine(text).replace(/[!-/:-@[-`{-~]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function oneLine(text: string): string {
  return text.slice(0, LONGEST).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "�");
}

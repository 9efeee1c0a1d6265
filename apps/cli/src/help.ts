import type { Command, Option } from "./command.ts";
import { COMMON } from "./invocation.ts";

const WIDTH = 100;

/** What `countersign --help` prints. */
export function programHelp(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2;
  return [
    "countersign: lets outsiders see, decide and verify every change to a recommendation algorithm",
    "",
    "Usage: countersign COMMAND [OPTIONS]",
    "",
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`),
    "",
    "countersign COMMAND --help tells about one; every command takes --json and --home DIR.",
    "Exit codes: 0 allowed or done, 1 internal error, 2 usage, 3 pending, 4 denied, 5 unreachable,",
    "6 evidence invalid, 7 expired or revoked.",
  ].join("\n");
}

/** What `countersign COMMAND --help` prints. */
export function commandHelp(command: Command): string {
  return [
    `countersign ${command.name}: ${command.summary}`,
    "",
    `Usage: countersign ${command.usage}`,
    ...(command.otherUsages ?? []).map((usage) => `   or: countersign ${usage}`),
    ...(command.details === undefined ? [] : ["", ...wrap(command.details)]),
    "",
    "Options:",
    ...optionLines({ ...command.options, ...COMMON }),
    "",
    "Examples:",
    ...command.examples.map((example) => `  countersign ${example}`),
  ].join("\n");
}

function optionLines(options: Readonly<Record<string, Option>>): readonly string[] {
  const rows = Object.entries(options).map(([name, { short, value, help }]) => {
    const names = `${short === undefined ? "    " : `-${short}, `}--${name}${value === undefined ? "" : ` ${value}`}`;
    return { names, help };
  });
  const width = Math.max(...rows.map(({ names }) => names.length)) + 2;
  return rows.map(({ names, help }) => `  ${names.padEnd(width)}${help}`);
}

/** What is indented is an example, and stays as it is. */
function wrap(text: string): readonly string[] {
  return text.split("\n").flatMap((line) => (line.startsWith("  ") ? [line] : wrapParagraph(line)));
}

function wrapParagraph(paragraph: string): readonly string[] {
  const lines = [""];
  for (const word of paragraph.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line !== "" && line.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines;
}

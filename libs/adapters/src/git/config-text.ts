import { parseObjectFormat } from "@countersign/core/objects";
import type { ObjectFormat } from "@countersign/core/objects";

/**
 * The object format that the text of a repository's `config` states: `extensions.objectFormat`, SHA-1 when absent. Reads
 * this one variable only; an unknown format is `git.object-format`. A file written so that git reads it otherwise leads
 * to a failing fetch, never to a wrong answer.
 */
export function objectFormatOf(config: string): ObjectFormat {
  let section = "";
  let format = "sha1";
  for (const line of config.split(/\r?\n/)) {
    const header = /^\s*\[\s*([^\]\s]*)\s*\](.*)$/.exec(line);
    if (header !== null) section = (header[1] ?? "").toLowerCase();
    else if (/^\s*\[/.test(line)) section = "";
    const value = /^\s*objectformat\s*=\s*"?([^\s";#]*)/i.exec(header?.[2] ?? line);
    if (section === "extensions" && value !== null) format = (value[1] ?? "").toLowerCase();
  }
  return parseObjectFormat(format);
}

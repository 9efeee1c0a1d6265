import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { propose } from "./propose.testing.ts";

/** Markup, script and controls wherever somebody who proposes a change writes. */
export const HOSTILE_TITLE = "<img src=x onerror=alert(1)> \u{202e}txt.exe\u{200b} [a](javascript:alert(1))";
const HOSTILE_AUTHOR = "<script>alert(2)</script>";
export const HOSTILE_PATH = "config/<svg onload=alert(3)>.yaml";
export const HOSTILE_ROW = "boost_weight: 4.5 # <img src=x onerror=alert(4)>";

/** Proposes a change that is hostile to whoever shows it: a branch `change/98` of the demo's repository. */
export async function addHostileChange(repository: string): Promise<void> {
  await propose(repository, {
    branch: "change/98",
    author: HOSTILE_AUTHOR,
    message: HOSTILE_TITLE,
    async edit(folder) {
      await mkdir(join(folder, "config"), { recursive: true });
      await writeFile(join(folder, HOSTILE_PATH), `${HOSTILE_ROW}\n`);
    },
  });
}

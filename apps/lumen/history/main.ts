import { resolve } from "node:path";
import { buildLumenHistory } from "./build.ts";

const [folder] = process.argv.slice(2);

if (folder === undefined || folder.startsWith("-")) {
  process.stderr.write(`usage: npm run lumen:history -- FOLDER

Makes a Git repository in FOLDER, which is empty or absent: Lumen as it is, then planted changes, with fixed dates,
authors and messages, so that commit ids are the same on every machine.
`);
  process.exitCode = 2;
} else {
  // npm runs scripts in the checkout; the folder is meant from where the person stands.
  const place = resolve(process.env["INIT_CWD"] ?? ".", folder);
  for (const { number, id, title } of buildLumenHistory(place))
    process.stdout.write(`${String(number).padStart(2)}  ${id}  ${title}\n`);
}

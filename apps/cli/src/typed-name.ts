import { realpath } from "node:fs/promises";
import { delimiter, isAbsolute, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** What starts this program in a checkout. */
const LAUNCHER = fileURLToPath(new URL("../bin/countersign", import.meta.url));

/**
 * How people type this program where they are: `countersign` where their PATH has it, else the path of what starts it, from their folder if it is
 * below that. Folders that npm puts into PATH for its scripts are not theirs.
 */
export async function typedName(
  { PATH = "", INIT_CWD }: NodeJS.ProcessEnv,
  cwd: string,
  launcher = LAUNCHER,
): Promise<string> {
  const wanted = await realpath(launcher);
  for (const folder of PATH.split(delimiter)) {
    if (!isAbsolute(folder) || /[\\/]node_modules[\\/]\.bin[\\/]?$/.test(folder)) continue;
    if ((await realpath(join(folder, "countersign")).catch(() => undefined)) === wanted) return "countersign";
  }
  const path = relative(await realpath(INIT_CWD ?? cwd).catch(() => cwd), wanted);
  return path.startsWith("..") || isAbsolute(path) ? wanted : path;
}

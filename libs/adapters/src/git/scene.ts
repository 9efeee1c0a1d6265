import { join } from "node:path";
import { gitHistory, tempFolder } from "@countersign/testkit";
import type { History } from "@countersign/testkit";
import { parseOid } from "@countersign/core/objects";
import type { ObjectFormat, Oid } from "@countersign/core/objects";
import { fetchCommits } from "./fetch.ts";
import type { FetchOptions } from "./fetch.ts";
import { openMirror } from "./mirror.ts";
import type { Mirror } from "./mirror.ts";
import { openRepository } from "./repository.ts";
import { openSource } from "./source.ts";

/** For tests: a source repository and a place for a mirror, in a folder that goes with it. */
export type Scene = Disposable & {
  readonly folder: string;
  readonly history: History;
  readonly searchPath: string;
  readonly mirrorDir: string;
  readonly openMirror: () => Promise<Mirror>;
  readonly oid: (text: string) => Oid;
  /** Opens source and mirror anew and fetches. */
  readonly fetch: (options: FetchOptions) => Promise<Mirror>;
  /** Fetches these commits and opens the mirror's repository. */
  readonly repository: (...wants: readonly string[]) => Promise<ReturnType<typeof openRepository>>;
};

/** Sets a scene with an empty source. */
export function scene(objectFormat: ObjectFormat = "sha1"): Scene {
  const temp = tempFolder();
  const searchPath = process.env["PATH"] ?? "";
  const history = gitHistory(join(temp.path, "source"), { objectFormat });
  const mirrorDir = join(temp.path, "mirror.git");
  const oid = (text: string) => parseOid(text, objectFormat);
  const open = () => openMirror({ dir: mirrorDir, objectFormat, searchPath });
  const fetch = async (options: FetchOptions) => {
    const mirror = await open();
    await fetchCommits(mirror, await openSource(history.path), options);
    return mirror;
  };
  const repository = async (...wants: readonly string[]) => openRepository(await fetch({ wants: wants.map(oid) }));
  const dispose = () => temp[Symbol.dispose]();
  return {
    folder: temp.path,
    history,
    searchPath,
    mirrorDir,
    openMirror: open,
    oid,
    fetch,
    repository,
    [Symbol.dispose]: dispose,
  };
}

import { CountersignError } from "../error.ts";
import { SALT_BYTES } from "../log/evidence.ts";
import type { ContentStore, LogParts } from "./log-parts.ts";
import { readLogFile } from "./log-files.ts";
import { CHECKPOINT } from "./publish.ts";
import { publishedLines } from "./read-log.ts";
import type { LogSource } from "./watch-log.ts";

/** A log in folders, those of a home or of a mirror, as a source: `log.empty` where there is no checkpoint yet. */
export function storedLog({ files, evidence }: Pick<LogParts, "files" | "evidence">): LogSource {
  return {
    async checkpoint() {
      const note = await readLogFile(files, CHECKPOINT);
      if (note === undefined) throw new CountersignError("log.empty", `there is no ${CHECKPOINT}`);
      return note;
    },
    lines: (from, size) => publishedLines({ files, evidence: lenientStore(evidence) }, from, size),
  };
}

/** What a folder and a server say of contents that are not those of their name. */
const DAMAGED: ReadonlySet<string> = new Set(["files.digest", "bundle.evidence-mismatch"]);

/** A store whose damaged contents are a finding about their leaf, which does not commit to them, and no end of the reading. */
export function lenientStore({ get, ...store }: ContentStore): ContentStore {
  return {
    ...store,
    get: (digest, limit) =>
      get(digest, limit).catch((error: unknown) => {
        if (error instanceof CountersignError && DAMAGED.has(error.code)) return new Uint8Array(SALT_BYTES);
        throw error;
      }),
  };
}

import { LogError } from "@countersign/tlog";
import { CHECKPOINT, CountersignError } from "@countersign/core";
import type { LogContents } from "@countersign/core";
import type { SharedHome } from "@countersign/home";

/** Bytes of a checkpoint with its cosignatures. */
const LIMIT = 64 * 1024;

type Read = { readonly contents: LogContents } | { readonly code: string; readonly detail: string };

/**
 * The home's log as a gate elsewhere reads it: under the published checkpoint, with its quorum and the witnesses' time. `log.pending` while
 * leaves wait for that; `policy.missing`, and else what closing a log throws.
 */
export async function cosignedLog(home: SharedHome): Promise<LogContents> {
  // What a task throws makes the next one read the whole log again.
  const read = await home.work(async ({ own, parts }): Promise<Read> => {
    const note = await parts.files.get(CHECKPOINT, LIMIT);
    if (own === undefined || note === undefined)
      return { code: "policy.missing", detail: "the log has no policy yet, or nothing is published" };
    try {
      const { contents, problems } = own.finish(note);
      const [problem] = problems;
      return problem === undefined ? { contents } : { code: problem.code, detail: `leaf ${problem.index}` };
    } catch (error) {
      if (!(error instanceof CountersignError || error instanceof LogError)) throw error;
      return { code: error.code === "log.size" ? "log.pending" : error.code, detail: error.detail };
    }
  });
  if ("contents" in read) return read.contents;
  throw new CountersignError(read.code, read.detail);
}

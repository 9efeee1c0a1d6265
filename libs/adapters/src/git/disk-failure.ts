import { CountersignError } from "@countersign/core/error";

/**
 * The disk of our own mirror as the reason why git ended, by the words of the system that git repeats: `files.full`,
 * `files.read-only`. Undefined for any other reason. `said`: the same words, made safe to show.
 */
export function diskFailure(dir: string, stderr: string, said: string): CountersignError | undefined {
  if (/: (?:No space left on device|Disk quota exceeded|File too large)$/m.test(stderr))
    return new CountersignError("files.full", `there is no space left for git in ${dir}: ${said}`);
  if (/: Read-only file system$/m.test(stderr))
    return new CountersignError("files.read-only", `${dir} lies on a file system that is mounted read-only: ${said}`);
  return undefined;
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { Readable } from "node:stream";

/** Runs plain git in a folder, with nothing of ours around it, and gives what it prints; another exit than 0 throws. */
export async function bareGit(
  dir: string,
  args: readonly string[],
  input: string | Iterable<string> = "",
): Promise<string> {
  let printed = "";
  await run(dir, args, input, (part) => (printed += part.toString("latin1")));
  return printed;
}

/** Ids of all blobs on either side of the differences between pairs of trees, each once: one `git diff-tree`. */
export async function blobsBetween(
  dir: string,
  pairs: readonly (readonly [from: string, to: string])[],
): Promise<readonly string[]> {
  const input = pairs.map(([from, to]) => `${from} ${to}\n`).join("");
  const printed = await bareGit(
    dir,
    ["diff-tree", "--stdin", "-r", "--no-renames", "--raw", "-z", "--no-abbrev"],
    input,
  );
  const sides = printed.matchAll(/:\d{6} \d{6} ([0-9a-f]{40}) ([0-9a-f]{40}) /g);
  return [...new Set([...sides].flatMap(([, before = "", after = ""]) => [before, after]))];
}

/** Lets git print the contents of blobs: one `git cat-file --batch`, whose bytes are dropped. */
export async function readBlobs(dir: string, blobs: readonly string[]): Promise<void> {
  await run(dir, ["cat-file", "--batch", "--buffer"], `${blobs.join("\n")}\n`, () => {});
}

async function run(
  dir: string,
  args: readonly string[],
  input: string | Iterable<string>,
  received: (part: Buffer) => void,
): Promise<void> {
  const child = spawn("git", ["-C", dir, ...args], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdout.on("data", received);
  const closed = once(child, "close");
  // A process that ends before it has read everything is judged by its exit.
  child.stdin.on("error", () => {});
  Readable.from(typeof input === "string" ? [input] : input).pipe(child.stdin);
  const [exit] = await closed;
  if (exit !== 0) throw new Error(`git ${args.join(" ")} ended with ${exit}`);
}

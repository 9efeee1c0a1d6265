import { logClient, logServerAt } from "@countersign/adapters/log";
import { writeLines } from "@countersign/adapters/files";
import { systemClock } from "@countersign/adapters/time";
import { bundleReader, checkBundleHeader, disclosed } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { parseCheckpoint, parseNote } from "@countersign/tlog";
import type { Checkpoint } from "@countersign/tlog";
import type { Invocation } from "./command.ts";
import { readRoot } from "./pinned-root.ts";
import { requestSigner } from "./request-signing.ts";
import { serverUrl } from "./server-url.ts";

/**
 * Writes the bundle that a log server gives into a file, whole or not at all, and says which tree it promises. Its form is
 * checked, that it is of the log which the root pins, and that every leaf has its evidence where the request was signed.
 */
export async function fetchBundle(
  url: string,
  file: string,
  since: number,
  invocation: Invocation,
): Promise<Checkpoint> {
  const { log } = await readRoot(invocation.required("root"));
  const sign = await requestSigner(invocation);
  const identity = { origin: log.origin, clock: systemClock(), ...(sign === undefined ? {} : { sign }) };
  if (sign === undefined)
    invocation.terminal.note(
      "nobody signs the request, so the bundle has leaves without evidence, and no gate or audit can use it; sign with --key or --machine-key",
    );
  const client = logClient(logServerAt(serverUrl(url)), identity);
  const bundle = bundleReader();
  await using writer = await writeLines(file);
  let tree: Checkpoint | undefined;
  for await (const line of client.bundle(since, invocation.given("packets"))) {
    const item = bundle.line(line);
    if (item.kind === "header") checkBundleHeader(item.header, { origin: log.origin, known: since });
    if (item.kind === "leaf" && sign !== undefined) disclosed(item.leaf, item.index);
    if (item.kind === "leaf" && item.index % 1000 === 999) invocation.terminal.progress(`${item.index + 1} leaves`);
    if (item.kind === "checkpoint") tree = parseCheckpoint(nodeCrypto, parseNote(item.checkpoint).text);
    await writer.write(line);
  }
  bundle.end();
  await writer.commit();
  return tree ?? { origin: log.origin, size: since, root: new Uint8Array(32) };
}

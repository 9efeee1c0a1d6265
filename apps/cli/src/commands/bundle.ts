import { formatHex } from "@countersign/attest";
import { writeLines } from "@countersign/adapters/files";
import { CountersignError, bundleLines, publishedCheckpoint, refreshCosignatures, trustOf } from "@countersign/core";
import type { Publication } from "@countersign/core";
import { contentsOf, workInHome } from "@countersign/home";
import type { Checkpoint } from "@countersign/tlog";
import type { Command, Outcome } from "../command.ts";
import { fetchBundle } from "../fetching-bundle.ts";
import { outputFile } from "../output-file.ts";
import { REQUEST_OPTIONS } from "../request-signing.ts";
import { harmless } from "../terminal.ts";
import { awaitingIn, awaitingJson, awaitingText } from "../waiting-text.ts";

export const bundleCommand: Command = {
  name: "bundle",
  summary: "write the published log with its evidence into one file, for a gate or an auditor",
  usage: "bundle [--since SIZE] [--packets] -o FILE | bundle --from URL --root FILE [--key FILE] … -o FILE",
  details:
    "The file holds every leaf with its evidence and the newest checkpoint with its cosignatures. Witnesses whose keys lie in this home cosign once more, so that the time they vouch for is of now.\n\n" +
    "With --from the bundle comes from a log server, evidence for a request that is signed with a key of the policy: of a person, a gate or a service. Nothing in it is believed: whoever reads the file verifies it.",
  options: {
    output: { short: "o", value: "FILE", help: "the file to write, replaced whole" },
    since: { value: "SIZE", help: "only leaves from this index on, for a reader that has the earlier ones" },
    packets: { help: "with the packets that reviewers are shown, for `show --bundle` on their machines" },
    from: { value: "URL", help: "the log server to get it from" },
    root: { value: "FILE", help: "the root.json that you pin; with --from" },
    ...REQUEST_OPTIONS,
  },
  examples: [
    "bundle -o log.bundle",
    "bundle --packets -o reviewers.bundle",
    "bundle --since 1200 -o delta.bundle --json",
    "bundle --from https://log.acme.example --root root.json --machine-key gate.key -o log.bundle",
  ],
  async run(invocation) {
    const file = await outputFile(invocation.required("output"), '{"bundle":1,', invocation.home);
    const since = wholeNumber(invocation.value("since") ?? "0");
    const url = invocation.value("from");
    if (url !== undefined) return outcomeOf(file, since, await fetchBundle(url, file, since, invocation));
    const stray = ["root", "key", "machine-key"].find(invocation.given);
    if (stray !== undefined) throw new CountersignError("usage.option", `--${stray} goes with --from`);
    await using opened = await workInHome(invocation.home);
    const { policy, changes } = contentsOf(opened);
    const packets = new Map(changes.map(({ leaf, record }) => [leaf, record.packet.sha256]));
    await refreshCosignatures(opened.parts, trustOf(opened.parts.crypto, policy.policy.log));
    const { size, root } = await publishedCheckpoint(opened.parts);
    if (since > size) throw new CountersignError("usage.index", `the log has ${size} leaves, fewer than ${since}`);
    await using writer = await writeLines(file);
    let leaves = 0;
    for await (const line of bundleLines(opened.parts, since, invocation.given("packets") ? packets : new Map())) {
      await writer.write(line);
      if (++leaves % 1000 === 0) invocation.terminal.progress(`${leaves} leaves`);
    }
    await writer.commit();
    return outcomeOf(file, since, { size, root }, await awaitingIn(opened));
  },
};

function outcomeOf(
  file: string,
  since: number,
  { size, root }: Pick<Checkpoint, "size" | "root">,
  awaiting?: Publication,
): Outcome {
  const json = { file, size, root: formatHex(root), awaiting: awaitingJson(awaiting) };
  const lines = [`${harmless(file)}: ${size - since} of ${size} leaves, root ${json.root}`];
  return { json, text: [...lines, ...(awaiting === undefined ? [] : [awaitingText(awaiting)])].join("\n") };
}

/** A size as people type it. `usage.number` for anything else. */
function wholeNumber(text: string): number {
  if (/^(0|[1-9]\d{0,14})$/.test(text)) return Number(text);
  throw new CountersignError("usage.number", `${JSON.stringify(text)} is not a whole number`);
}

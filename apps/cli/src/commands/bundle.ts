import { formatHex } from "@countersign/attest";
import { writeLines } from "@countersign/adapters/files";
import { CountersignError, bundleLines, publishedCheckpoint, refreshCosignatures, trustOf } from "@countersign/core";
import { contentsOf, workInHome } from "@countersign/home";
import type { Command } from "../command.ts";
import { outputFile } from "../output-file.ts";
import { harmless } from "../terminal.ts";

export const bundleCommand: Command = {
  name: "bundle",
  summary: "write the published log with its evidence into one file, for a gate or an auditor",
  usage: "bundle [--since SIZE] [--packets] -o FILE",
  details:
    "The file holds every leaf with its evidence and the newest checkpoint with its cosignatures. Witnesses whose keys lie in this home cosign once more, so that the time they vouch for is of now.",
  options: {
    output: { short: "o", value: "FILE", help: "the file to write, replaced whole" },
    since: { value: "SIZE", help: "only leaves from this index on, for a reader that has the earlier ones" },
    packets: { help: "with the packets that reviewers are shown, for `show --bundle` on their machines" },
  },
  examples: [
    "bundle -o log.bundle",
    "bundle --packets -o reviewers.bundle",
    "bundle --since 1200 -o delta.bundle --json",
  ],
  async run(invocation) {
    const file = await outputFile(invocation.required("output"), '{"bundle":1,', invocation.home);
    const since = wholeNumber(invocation.value("since") ?? "0");
    await using opened = await workInHome(invocation.home);
    const { policy, changes } = contentsOf(opened);
    const packets = new Map(changes.map(({ leaf, record }) => [leaf, record.packet.sha256]));
    await refreshCosignatures(opened.parts, trustOf(opened.parts.crypto, policy.policy.log));
    const { size, root } = await publishedCheckpoint(opened.parts);
    await using writer = await writeLines(file);
    let leaves = 0;
    for await (const line of bundleLines(opened.parts, since, invocation.given("packets") ? packets : new Map())) {
      await writer.write(line);
      if (++leaves % 1000 === 0) invocation.terminal.progress(`${leaves} leaves`);
    }
    await writer.commit();
    const json = { file, size, root: formatHex(root) };
    return { json, text: `${harmless(file)}: ${size - since} of ${size} leaves, root ${json.root}` };
  },
};

/** A size as people type it. `usage.number` for anything else. */
function wholeNumber(text: string): number {
  if (/^(0|[1-9]\d{0,14})$/.test(text)) return Number(text);
  throw new CountersignError("usage.number", `${JSON.stringify(text)} is not a whole number`);
}

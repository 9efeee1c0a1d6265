import { resolve } from "node:path";
import { readBounded } from "@countersign/adapters/files";
import { systemClock } from "@countersign/adapters/time";
import { AWAITING, CountersignError, publish, publishedCheckpoint, trustOf } from "@countersign/core";
import { formatHex } from "@countersign/attest";
import { contentsOf, workInHome } from "@countersign/home";
import type { OpenedHome } from "@countersign/home";
import { addSignatures, formatSignatureLine, openCheckpoint, parseNote } from "@countersign/tlog";
import type { ListedTrust } from "@countersign/tlog";
import type { Command, Outcome } from "../command.ts";
import { keyCosigner } from "../key-cosigner.ts";
import { nextCommand } from "../next-command.ts";
import { harmless, shortId } from "../terminal.ts";

const NOTE_LIMIT = 1024 * 1024;

export const cosignCommand: Command = {
  name: "cosign",
  summary: "as a witness, cosign the checkpoint that awaits its quorum",
  usage: "cosign [CHECKPOINT] --key FILE",
  details:
    "Proves first that the log only grew since the checkpoint that this key cosigned last, which is kept beside the key. With the quorum met, the checkpoint is published. " +
    "CHECKPOINT is the same checkpoint with cosignatures from elsewhere, which are taken over if they verify.",
  options: { key: { value: "FILE", help: "the witness's signer key, as countersign init --witness writes it" } },
  positionals: [0, 1],
  examples: ["cosign --key ~/witness/oracle-w.key", "cosign returned-checkpoint --key ~/witness/oracle-w.key --json"],
  async run(invocation) {
    const file = invocation.required("key");
    await using opened = await workInHome(invocation.home);
    const trust = trustOf(opened.parts.crypto, contentsOf(opened).policy.policy.log);
    const cosigner = await keyCosigner(file, trust, systemClock());
    const awaiting = await awaitingNote(opened, trust);
    if (awaiting === undefined) return await nothingAwaits(opened, trust, cosigner.name);
    const [returned] = invocation.positionals;
    if (returned !== undefined)
      await takeOver(opened, trust, awaiting, await readBounded(resolve(returned), NOTE_LIMIT));
    const { size, published, waitingFor } = await publish(
      { ...opened.parts, cosigner: ({ name }) => (name === cosigner.name ? cosigner : undefined) },
      trust,
    );
    const json = {
      origin: trust.origin,
      witness: cosigner.name,
      size,
      root: formatHex(contentsOf(opened).root),
      published: published === size,
      waitingFor,
    };
    const next =
      waitingFor.length === 0
        ? `all ${size} leaves are published`
        : `waiting for ${waitingFor.join(", ")}\n${nextCommand(invocation, "cosign --key KEY")}`;
    return { json, text: `${harmless(cosigner.name)} cosigned ${size} leaves, root ${shortId(json.root)}: ${next}` };
  },
};

/** The checkpoint of everything that has a place in the log, unless it is published; opening the home has made it. */
async function awaitingNote(opened: OpenedHome, trust: ListedTrust): Promise<Uint8Array | undefined> {
  const { size } = contentsOf(opened);
  if ((await publishedCheckpoint(opened.parts)).size === size) return undefined;
  const note = await opened.folder.get(AWAITING, NOTE_LIMIT);
  if (note !== undefined && openCheckpoint(opened.parts.crypto, note, { ...trust, quorum: "none" }).size === size)
    return note;
  throw new CountersignError("log.checkpoint", `the home has no checkpoint of its ${size} leaves`);
}

async function nothingAwaits({ parts }: OpenedHome, { origin }: ListedTrust, witness: string): Promise<Outcome> {
  const { size, root } = await publishedCheckpoint(parts);
  const json = { origin, witness, size, root: formatHex(root), published: true, waitingFor: [] };
  return { json, text: `nothing awaits a cosignature: all ${size} leaves are published` };
}

/** Keeps what known witnesses have added to the very checkpoint that awaits its quorum; `log.checkpoint` for another one. */
async function takeOver(
  { parts, folder }: OpenedHome,
  trust: ListedTrust,
  awaiting: Uint8Array,
  returned: Uint8Array,
): Promise<void> {
  openCheckpoint(parts.crypto, returned, { ...trust, quorum: "none" });
  const { text, signatures } = parseNote(returned);
  if (text !== parseNote(awaiting).text)
    throw new CountersignError(
      "log.checkpoint",
      "the file holds another checkpoint than the one that awaits its quorum",
    );
  const known = signatures.filter(({ name, id }) =>
    trust.witnesses.some(({ key }) => key.name === name && key.id === id),
  );
  if (known.length === 0) return;
  const note = addSignatures(awaiting, known.map(formatSignatureLine).join(""));
  await folder.put(AWAITING, new TextEncoder().encode(note));
}

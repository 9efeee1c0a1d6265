import { logClient, logServerAt } from "@countersign/adapters/log";
import type { LogClient } from "@countersign/adapters/log";
import type { Clock } from "@countersign/adapters/time";
import { signEnvelope } from "@countersign/attest";
import { REQUEST_PAYLOAD_TYPE } from "@countersign/core";
import type { LeafProblem, Root } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { codedError } from "../events.ts";
import type { Events } from "../events.ts";
import type { KeptCheckpoint } from "../kept-checkpoint.ts";
import type { KnownLog } from "../known-log.ts";
import { openMirrorFiles } from "../mirror/mirror-files.ts";
import type { MirrorFiles } from "../mirror/mirror-files.ts";
import type { Mirror } from "../mirror/mirror.ts";
import { readMirrored } from "../mirror/published.ts";
import { startMirror } from "../mirror/start-mirror.ts";
import { openHandedIn } from "../withholding/handed-in.ts";
import type { HandedInRecords } from "../withholding/handed-in.ts";
import { noticed } from "./noticed.ts";
import type { Noticed } from "./noticed.ts";
import { rootOfLog } from "../witness-folder.ts";
import type { WitnessFolder } from "../witness-folder.ts";

/** A log that is mirrored from a server. */
export type MirroredFrom = Required<KnownLog>;

/** What following a log needs; `fork` keeps two notes of the log that do not go together. */
export type FollowParts = {
  readonly kept: Pick<WitnessFolder, "folder" | "key" | "mirrorKey" | "disk">;
  readonly clock: Clock;
  readonly events: Events;
  readonly fork: (origin: string, kept: string, other: string) => Promise<void>;
};

/** A log that is followed, as its tasks share it. */
export type Following = {
  readonly parts: FollowParts;
  readonly log: MirroredFrom;
  readonly root: Root;
  readonly client: LogClient;
  readonly files: MirrorFiles;
  readonly mirror: Mirror;
  readonly handedIn: HandedInRecords;
  readonly noticed: Noticed;
  /** What this witness cosigned last. */
  cosigned: KeptCheckpoint | undefined;
  /** What the log published with its quorum and the mirror cosigned last. */
  published: KeptCheckpoint | undefined;
  /** The note of the largest tree of which the mirror holds anything. */
  held: string | undefined;
  /** What the newest look said, so that nothing is said by each. */
  said: string;
};

/** Begins to follow a log with what is on disk: `cosigned`, the mirror, what was handed in. `witness.root`, `witness.handed-in`. */
export async function startFollowing(
  parts: FollowParts,
  log: MirroredFrom,
  cosigned: KeptCheckpoint | undefined,
): Promise<Following> {
  const { kept, clock, events } = parts;
  const { origin, from } = log;
  const root = await rootOfLog(kept, origin);
  const files = await openMirrorFiles(kept.folder, origin, kept.disk);
  const damages: string[] = [];
  const published = await readMirrored(files, kept.mirrorKey, origin).catch((error: unknown) => {
    const coded = codedError(error);
    if (coded === undefined) throw error;
    damages.push(`${coded.code}: ${coded.detail}`);
    return undefined;
  });
  const newest = larger(cosigned, published);
  const notes = noticed();
  const following = {
    parts,
    log,
    root,
    client: logClient(logServerAt(from), { origin, clock, sign: signer(kept.key) }),
    files,
    handedIn: await openHandedIn(files.folder),
    noticed: notes,
    cosigned,
    published,
    held: newest?.note,
    said: "",
  };
  const { mirror, damage } = await startMirror(
    {
      client: following.client,
      files,
      root,
      pasts: () => [following.cosigned, following.published].flatMap((one) => one?.checkpoint ?? []),
      bad: (problem: LeafProblem) => events.leaf(origin, problem),
    },
    newest?.checkpoint,
  );
  if (damage !== undefined) damages.push(damage);
  for (const text of damages) events.damaged(origin, text);
  // It stands until the next start finds everything as it was kept: by then somebody has been told.
  notes.stands(
    "disk",
    damages.map((text) => ({ code: "witness.mirror-damaged", subject: text, text })),
  );
  events.mirrored(origin, mirror.size());
  return Object.assign(following, { mirror });
}

/** A witness asks as itself: its key signs a PAE, which nobody can take for a cosignature. */
function signer({ seed }: { readonly seed: Uint8Array }) {
  return (payload: Uint8Array) =>
    signEnvelope(nodeCrypto, { seed, keyid: "", payloadType: REQUEST_PAYLOAD_TYPE, payload });
}

function larger(one: KeptCheckpoint | undefined, other: KeptCheckpoint | undefined): KeptCheckpoint | undefined {
  return (one?.checkpoint.size ?? -1) >= (other?.checkpoint.size ?? -1) ? one : other;
}

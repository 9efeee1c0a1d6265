import type { Folder } from "@countersign/adapters/files";
import { alarm } from "@countersign/core";
import type { Alarm } from "@countersign/core";
import type { CosignDecision } from "../withholding/decision.ts";
import { logFolder } from "../witness-folder.ts";

/** What a witness looks at: whether it can follow, what it may cosign, what of the mirror was changed on disk, what it waits for no more. */
type Matter = "following" | "cosigning" | "disk" | "lapsed";

/** What stands: a code, what it is about, which names it as long as it lasts, a sentence, and the leaf, where it is about one. */
export type NoticedThing = {
  readonly code: string;
  readonly subject: string;
  readonly text: string;
  readonly leaf?: number;
};

/** What this witness itself noticed about a log, as alarms for its monitor. */
export type Noticed = {
  /** What stands in a matter now; what stood before and is not among it has ended. */
  readonly stands: (matter: Matter, what: readonly NoticedThing[]) => void;
  /** One thing more stands in a matter, until the next start: by then somebody has been told. */
  readonly happened: (matter: Matter, what: NoticedThing) => void;
  readonly alarms: () => readonly Alarm[];
};

/** Nothing was noticed yet. */
export function noticed(): Noticed {
  const standing = new Map<Matter, readonly Alarm[]>();
  const inWords = ({ leaf, ...words }: NoticedThing) =>
    alarm({ part: "noticed", ...words, at: leaf === undefined ? {} : { leaf } });
  return {
    stands: (matter, what) => void standing.set(matter, what.map(inWords)),
    happened: (matter, what) => void standing.set(matter, [...(standing.get(matter) ?? []), inWords(what)]),
    alarms: () => [...standing.values()].flat(),
  };
}

/** What a decision not to cosign is in words, each leaf and each record by itself. */
export function notedDecision(decision: CosignDecision): readonly NoticedThing[] {
  if (decision.may) return [];
  const { code } = decision;
  if (code === "witness.mirror-incomplete")
    return decision.leaves.map((leaf) => ({
      code,
      subject: `leaf ${leaf}`,
      text: `the log does not show the evidence of leaf ${leaf}; nothing is cosigned until it does`,
      leaf,
    }));
  return decision.records.map((record) => ({
    code,
    subject: record,
    text: `the record ${record} was handed in and is not in the log in time; nothing is cosigned until it is`,
  }));
}

/** A record that was handed in, is not in the log, and can never be: whoever decided believes that it counts. */
export function lapsedThing(record: string, why: { readonly code: string; readonly detail: string }): NoticedThing {
  const text = `the record ${record} was handed in and can no longer be logged: ${why.code}: ${why.detail}`;
  return { code: "witness.lapsed", subject: record, text };
}

/** Two histories that a log signed stand for ever; both notes are where the alarm says. */
export async function forkAlarms(folder: Pick<Folder, "list" | "path">, origin: string): Promise<readonly Alarm[]> {
  const forks = `${logFolder(origin)}/forks/`;
  const proofs = (await folder.list(forks)).filter((path) => path.endsWith("/other"));
  return proofs.map((path) => {
    const name = path.slice(forks.length, -"/other".length);
    const text = `the log signed two histories; both notes are in ${folder.path}/${forks}${name}`;
    return alarm({ part: "noticed", code: "log.fork", subject: name, text, at: {} });
  });
}

import type { CheckedEntry } from "@countersign/log-check";
import type { ListedEntry } from "../api/types.ts";
import { formatRoute } from "../app/route.ts";
import { OthersText } from "../text/others-text.tsx";
import { Time } from "../text/time.tsx";
import { listedSentence, sentenceOf } from "./entry-words.ts";
import type { ListedState } from "./verify-listed.ts";

type Props = {
  readonly item: ListedEntry;
  readonly state: ListedState | undefined;
  readonly checked: CheckedEntry | undefined;
};

/** One entry: what it says by its verified record, else what the service says of it, and how far it is verified. */
export function EntryRow({ item, state, checked }: Props) {
  const { index, kind, time } = item;
  const record = checked?.ok === true ? checked.record : undefined;
  return (
    <li className="entry-row">
      <span className="entry-index number">{index}</span>
      <span className="entry-kind">{kind}</span>
      <a className="entry-open" href={formatRoute({ screen: "entry", index })}>
        <OthersText text={record === undefined ? listedSentence(item) : sentenceOf(record)} />
      </a>
      <span className="entry-time quiet">{time === null ? "" : <Time at={time} />}</span>
      <StateMark state={state} checked={checked} listed={item.state} />
    </li>
  );
}

const UNCOVERED = "not under a checkpoint yet";

function StateMark({
  state,
  checked,
  listed,
}: {
  readonly state: ListedState | undefined;
  readonly checked: CheckedEntry | undefined;
  readonly listed: ListedEntry["state"];
}) {
  const aside = listed === "counts" ? "" : listed === "voided" ? ", voided" : ", without effect";
  if (checked !== undefined && !checked.ok) return <span className="mark mark-bad">✗ does not verify</span>;
  if (checked?.signers !== undefined) return <span className="mark mark-good">✓ record and signatures{aside}</span>;
  if (state === "in-tree") return <span className="mark mark-leaf">✓ leaf in the tree{aside}</span>;
  return <span className="mark quiet">{state === undefined ? "…" : `… ${UNCOVERED}`}</span>;
}

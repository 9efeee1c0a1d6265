import {
  changeStanding,
  changeState,
  peopleBehind,
  proposalKey,
  replacedBy,
  reviewsOf,
  riskOf,
} from "@countersign/core";
import type { ChangeRecord, LogContents, Logged, Packet } from "@countersign/core";
import { titleOf } from "@countersign/reviewers";
import type { Insertable } from "kysely";
import { logAbout } from "./log-index.ts";
import type { LogIndex } from "./log-index.ts";
import { pathText } from "./query/path-part.ts";
import type { ChangeTable } from "./table.ts";
import type { TaskFacts } from "./task-history.ts";

/** The row of a change, by its newest record and its packet, where that is there. */
export function changeRow(
  index: LogIndex,
  { leaf, record }: Logged<ChangeRecord>,
  packet: Packet | undefined,
  { asked, at, now }: TaskFacts,
): Insertable<ChangeTable> {
  const log = logAbout(index, record, index.contents.size) ?? index.contents;
  const authors = authorsOf(log, record);
  const effect = packet === undefined ? "" : titleOf(packet.findings, record.entries.length);
  return {
    id: record.change,
    leaf,
    repository: record.repository.id,
    ref: record.ref,
    proposal: record.proposal === undefined ? null : storable(record.proposal),
    proposal_key: proposalKey(record),
    base: record.base.gitCommit,
    head: record.head.gitCommit,
    digest: record.changeDigest,
    title: storable(record.claim.title),
    effect: storable(effect),
    risk: riskOf(packet?.findings),
    classes: [...new Set(packet?.findings.map((finding) => finding.class) ?? [])].toSorted(),
    paths: record.entries.map(({ path }) => path),
    authors,
    captured: new Date(at(firstLeaf(log, record))),
    state: changeState(changeStanding(log, record, { ...asked, time: now })),
    replaced_by: replacedBy(log, record) ?? null,
    rejected_leaf: reviewsOf(log, record).findLast((review) => review.record.decision === "reject")?.leaf ?? null,
    landed_leaf: landedLeaf(index, record),
    search: searchText(record, effect, authors),
    path_text: pathText(record.entries.map(({ path }) => path)),
  };
}

/** Text as PostgreSQL takes it: NUL is nothing that anybody would read. */
function storable(text: string): string {
  return text.replaceAll("\0", "\u{fffd}").toWellFormed();
}

function authorsOf(log: LogContents, record: ChangeRecord): string[] {
  const addresses = record.contributors.map(({ email }) => storable(email).toLowerCase());
  return [...new Set([...peopleBehind(log, record), ...addresses])].toSorted();
}

function firstLeaf({ changes }: LogContents, record: ChangeRecord): number {
  return changes.find((one) => one.record.change === record.change)?.leaf ?? 0;
}

function landedLeaf(index: LogIndex, { repository, ref, head, result }: ChangeRecord): number | null {
  const here = (one: { readonly repository: { readonly id: string }; readonly ref: string }) =>
    one.repository.id === repository.id && one.ref === ref;
  const baselines = index.baselines.get(result.gitTree) ?? [];
  const deployments = (index.deployments.get(head.gitCommit) ?? []).filter(
    ({ record }) => record.state === "succeeded",
  );
  const leaves = [...baselines, ...deployments].filter(({ record }) => here(record)).map(({ leaf }) => leaf);
  return leaves.length === 0 ? null : Math.min(...leaves);
}

function searchText(record: ChangeRecord, effect: string, authors: readonly string[]): string {
  const { claim, change, proposal = "", repository, ref, head } = record;
  return storable(
    [change, head.gitCommit, proposal, repository.id, ref, claim.title, effect, ...authors].join("\n"),
  ).toLowerCase();
}

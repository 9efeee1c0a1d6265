import type { ColumnType, Generated, Selectable, Updateable } from "kysely";

type Since = ColumnType<Date, Date | undefined, Date>;
type MaybeText = ColumnType<string | null, string | null | undefined, string | null>;
type MaybeTime = ColumnType<Date | null, Date | null | undefined, Date | null>;

/** What GitHub delivered, as it came: kept before it is answered, and gone some weeks after it was processed. */
type DeliveryTable = {
  /** `X-GitHub-Delivery`; a redelivery has the same. */
  readonly id: string;
  readonly event: string;
  /** Those headers that say what it is and where it is from; never the signature. */
  readonly headers: ColumnType<Readonly<Record<string, string>>, string, string>;
  readonly body: Uint8Array;
  /** Which of the secrets signed it: 0 is the newest. */
  readonly secret: number;
  readonly received: Since;
  /** When what it asks for was asked for. */
  readonly processed: MaybeTime;
  /** Why nothing could be asked for; of the bytes, so trying again does not help. */
  readonly code: ColumnType<string | null, string | null | undefined, string | null>;
};

/** What GitHub calls a repository now, and by which installation we reach it. `repository` is the policy's id of it. */
type GithubRepositoryTable = {
  readonly repository: string;
  readonly installation: string;
  /** `owner/name`: a label, which may be another's tomorrow (attack G13). */
  readonly full_name: string;
  /** It can be read and not written. */
  readonly archived: Generated<boolean>;
  /** Why nobody of ours reaches it any more, a code; absent while somebody does. */
  readonly gone: MaybeText;
  readonly seen: Since;
};

/** An installation as GitHub last showed it. */
type GithubInstallationTable = {
  readonly installation: string;
  /** Its account: a label. */
  readonly account: string;
  readonly permissions: ColumnType<Readonly<Record<string, string>>, string, string>;
  readonly events: readonly string[];
  readonly suspended: boolean;
  /** GitHub said that there is none of that number. */
  readonly gone: Generated<boolean>;
  readonly seen: Since;
};

/** Something that has to stand on GitHub so that our gate is asked, and how it was seen last (attack G12). */
type GithubGuardTable = {
  /** The policy's id of a repository, or `github` for what is about all of them. */
  readonly repository: string;
  /** A ref, an environment, or an installation. */
  readonly subject: string;
  readonly aspect: string;
  readonly state: "right" | "wrong" | "unseen";
  readonly detail: string;
  /** Since when it is so. */
  readonly since: Date;
  /** It was right once: wrong since then is a removal, else it was never set up. */
  readonly ever_right: boolean;
  /** Id of the incident that is logged of a removal; kept before it is logged. */
  readonly incident: MaybeText;
};

/** A time at which the rules of a protected ref were gone around, as GitHub wrote it down. */
type GithubBypassTable = {
  readonly repository: string;
  readonly suite: string;
  readonly ref: string;
  readonly actor: string | null;
  readonly found: Since;
};

/** A delivery that GitHub made and that did not arrive. */
type GithubMissingTable = {
  readonly guid: string;
  /** GitHub's number of an attempt, by which another one is asked for. */
  readonly delivery: string;
  readonly event: string;
  readonly first: Date;
  readonly attempts: Generated<number>;
  readonly tried: MaybeTime;
  /** GitHub does not have it any more, or nothing helped. */
  readonly lost: Generated<boolean>;
};

/** Up to when GitHub's list of deliveries was read; one row. */
type GithubSweptTable = { readonly key: string; readonly upto: Date };

/** Every login that an account was seen under (attack B12): for display, nothing is decided by it. */
type GithubLoginTable = { readonly account: string; readonly login: string; readonly since: Since };

/** A pull request as GitHub last told of it. */
type GithubPullTable = {
  readonly repository: string;
  readonly number: number;
  /** Full ref that it is to be merged to. */
  readonly base: string;
  readonly head: string;
  /** Of a fork that is gone nobody knows it any more. */
  readonly head_repository: string | null;
  readonly author: string | null;
  readonly draft: boolean;
  readonly state: "open" | "closed";
  readonly merged: boolean;
  /** GitHub's time of this state: an earlier one does not replace it. */
  readonly updated: Date;
  /** When we were first told of this head. */
  readonly head_since: Since;
};

/** Every head that a pull request was told to have: what Git says late is known by it (attack G6). */
type GithubPullHeadTable = {
  readonly repository: string;
  readonly number: number;
  readonly oid: string;
  readonly seen: Since;
};

/** A check run of ours: the row is there before GitHub is asked for it. */
type GithubCheckTable = {
  readonly id: Generated<string>;
  readonly repository: string;
  readonly head: string;
  /** `cs:<change id or head>:<n>`, by which it is found again where an answer was lost. */
  readonly external_id: string;
  /** GitHub's id; absent until it said so. */
  readonly run: ColumnType<string | null, string | null | undefined, string | null>;
  /** Digest of what it says by now; absent until the first write was answered. */
  readonly said: ColumnType<string | null, string | null | undefined, string | null>;
  readonly conclusion: ColumnType<string | null, string | null | undefined, string | null>;
  /** When it was made: an unfinished one is made anew on day 12. */
  readonly made: Since;
  /** When it was written last. */
  readonly written: MaybeTime;
  /** Digest of the annotations that it has, or may have some of; absent while it was given none. */
  readonly annotations: MaybeText;
  /** It has all that it is given. */
  readonly annotated: Generated<boolean>;
};

/** What was seen of a head when its check was last asked for, so that what did not change is not looked at again. */
type GithubHeadTable = { readonly repository: string; readonly head: string; readonly seen: string };

/** A check of our name by somebody else (attack G10). */
type GithubForeignCheckTable = {
  readonly repository: string;
  readonly head: string;
  readonly app: string;
  readonly since: Since;
};

/** How often GitHub was asked what, and what it answered. */
type GithubCallTable = {
  readonly route: string;
  readonly status: number;
  readonly calls: ColumnType<string, number, number>;
};

/** A group of a merge queue, whose head is what would land. */
type GithubGroupTable = {
  readonly repository: string;
  readonly head: string;
  /** Full ref that it is to land on. */
  readonly onto: string;
  readonly gone: ColumnType<boolean, boolean | undefined, boolean>;
  readonly heard: Since;
};

/** Up to which event of the queue checks were asked for; one row. */
type GithubPlaceTable = { readonly key: string; readonly event: string };

/** A deployment that waits, or waited, for our protection rule. */
type GithubDeploymentTable = {
  readonly repository: string;
  readonly installation: string;
  readonly run: string;
  readonly environment: string;
  readonly deployment: string;
  /** The candidate. */
  readonly sha: string;
  /** What it was started from: a label. */
  readonly ref: string;
  readonly asked: Date;
  readonly heard: Since;
  /** `approved` and `rejected`: GitHub took our word; `over`: it ended otherwise. */
  readonly state: ColumnType<
    "open" | "approved" | "rejected" | "over",
    "open" | undefined,
    "open" | "approved" | "rejected" | "over"
  >;
  /** What GitHub believes, as it showed it last. */
  readonly believed: MaybeText;
  /** What the gate, or the service, says of it. */
  readonly code: MaybeText;
  /** What was decided last: kept before it is sent. */
  readonly decision: ColumnType<
    "approved" | "rejected" | null,
    "approved" | "rejected" | null | undefined,
    "approved" | "rejected" | null
  >;
  readonly comment: MaybeText;
  /** Counts decisions; whoever decides says which one it read. */
  readonly number: Generated<number>;
  /** When GitHub took it; absent while nobody knows. */
  readonly answered: MaybeTime;
  /** GitHub took an approval of ours, and nothing shows that it took it back: kept apart from what we wish by now. */
  readonly stands: Generated<boolean>;
  /** Until when the verdict stands by which it was allowed last. */
  readonly valid_until: MaybeTime;
  /** Since when it cannot be judged. */
  readonly failing_since: MaybeTime;
  readonly refusals: Generated<number>;
  /** When a decision was sent last. */
  readonly tried: MaybeTime;
  /** With which code it did not take what was said last. */
  readonly refused: MaybeText;
  /** A signed envelope, or the statement alone where the service has no gate. */
  readonly verdict: ColumnType<Uint8Array | null, Uint8Array | null | undefined, Uint8Array | null>;
  /** SHA-256 of the statement. */
  readonly verdict_id: MaybeText;
  readonly signed: Generated<boolean>;
  /** Reports that were sent, or may have been. */
  readonly reports: Generated<number>;
  readonly reported: MaybeText;
  /** Leaves of the log by which it was judged last. */
  readonly log_size: MaybeText;
  readonly unsure_since: MaybeTime;
  /** When it is looked at again even if nothing happens. */
  readonly next: Since;
};

export type GithubDeploymentRow = Selectable<GithubDeploymentTable>;
export type GithubDeploymentUpdate = Updateable<GithubDeploymentTable>;

/** A run of a workflow that waits, as it was seen when it was last looked at. */
type GithubWaitingRunTable = {
  readonly repository: string;
  readonly run: string;
  /** Its attempt and when it changed. */
  readonly state: string;
  /** When it is looked at again even if that stays the same. */
  readonly again: Date;
};

/** The tables of the GitHub App, by name. */
export type GithubTables = {
  readonly github_delivery: DeliveryTable;
  readonly github_repository: GithubRepositoryTable;
  readonly github_login: GithubLoginTable;
  readonly github_pull: GithubPullTable;
  readonly github_pull_head: GithubPullHeadTable;
  readonly github_check: GithubCheckTable;
  readonly github_head: GithubHeadTable;
  readonly github_group: GithubGroupTable;
  readonly github_foreign_check: GithubForeignCheckTable;
  readonly github_call: GithubCallTable;
  readonly github_place: GithubPlaceTable;
  readonly github_deployment: GithubDeploymentTable;
  readonly github_installation: GithubInstallationTable;
  readonly github_guard: GithubGuardTable;
  readonly github_bypass: GithubBypassTable;
  readonly github_missing: GithubMissingTable;
  readonly github_swept: GithubSweptTable;
  readonly github_waiting_run: GithubWaitingRunTable;
};

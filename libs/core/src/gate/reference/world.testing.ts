/**
 * A whole tree: path → content. A content of the form `gitlink <40 hex digits>` stands for a submodule pointer, one of the
 * form `link <target>`, without a line feed, for a symbolic link.
 */
export type Files = Readonly<Record<string, string>>;

/** One commit of a world; `author` and `committer` are ids of people of the policy or names of outsiders. */
export type WorldCommit = {
  readonly name: string;
  readonly parents: readonly string[];
  readonly files: Files;
  readonly author: string;
  /** Absent: the author. */
  readonly committer?: string;
  readonly coAuthor?: string;
  readonly subject: string;
};

/** A requirement; `classes` are those of `classesOf`, by which it claims beside its paths. */
export type WorldRequirement = {
  readonly id: string;
  readonly classes?: readonly "egress"[];
  readonly paths: readonly string[];
  readonly role: string;
  readonly count: number;
  readonly coverage: readonly ("same-change" | "exact-tree" | "clean-merge")[];
};

/** The emergency exit of every environment that requires something: one of each of these groups, for so many seconds. */
type WorldBreakGlass = {
  readonly approvals: readonly { readonly organisation: string; readonly people: readonly string[] }[];
  readonly ttl: number;
};

/** What varies of the newest policy. Commits, repositories and events are named as in the world. */
export type WorldPolicy = {
  readonly organisations: readonly { readonly id: string; readonly kind: "operator" | "reviewer" }[];
  readonly people: readonly { readonly id: string; readonly organisation: string; readonly git: readonly string[] }[];
  readonly roles: readonly { readonly id: string; readonly organisation: string; readonly people: readonly string[] }[];
  /** All with the same refs, scope and submodules. */
  readonly repositories: readonly string[];
  readonly refs: readonly { readonly ref: string; readonly accepts: readonly string[] }[];
  readonly scope: { readonly include: readonly string[]; readonly exclude: readonly string[] };
  /** Paths of gitlinks that may move. */
  readonly submodules: readonly string[];
  readonly requirements: readonly WorldRequirement[];
  readonly environments: readonly { readonly id: string; readonly requires: readonly string[] }[];
  /** How old the witness time may be, in whole seconds; for every environment that requires something. */
  readonly freshness: number;
  readonly breakGlass: WorldBreakGlass;
  /** Retired by a policy version of its own that stands just before event `log[fromEvent]`. */
  readonly retired: readonly { readonly person: string; readonly fromEvent: number }[];
  /** The review key of the person is revoked from the leaf of event `log[fromEvent]` on. */
  readonly revokedKeys: readonly { readonly person: string; readonly fromEvent: number }[];
  /** Indices in `log` of the records that never counted. */
  readonly void: readonly number[];
};

/** Both sides settle a commit; `signers` are people. */
export type BaselineEvent = {
  readonly kind: "baseline";
  readonly repository: string;
  readonly ref: string;
  readonly commit: string;
  readonly requirements: readonly string[];
  readonly signers: readonly string[];
};

/** A proposal to merge `head` into `ref` at `base`. One that conflicts or touches nothing in scope makes no record. */
export type CaptureEvent = {
  readonly kind: "capture";
  readonly repository: string;
  readonly ref: string;
  readonly base: string;
  readonly head: string;
};

/** One person's word on the change captured by event `log[capture]`; without that record there is no review either. */
export type ReviewEvent = {
  readonly kind: "review";
  readonly capture: number;
  readonly decision: "approve" | "reject" | "hold" | "revoke";
  readonly person: string;
  readonly role: string;
  readonly environments?: readonly string[];
  /** Unix seconds. */
  readonly notAfter?: number;
};

/** A gate's receipt with state `succeeded`, or another state that proves nothing. */
export type DeploymentEvent = {
  readonly kind: "deployment";
  readonly repository: string;
  readonly ref: string;
  readonly commit: string;
  readonly environment: string;
  readonly state: "started" | "succeeded" | "failed" | "rolled-back";
};

/** An emergency exit for one commit; a person who is named twice signs with two keys. */
export type BreakGlassEvent = {
  readonly kind: "break-glass";
  readonly repository: string;
  readonly ref: string;
  readonly commit: string;
  readonly environment: string;
  readonly reason: string;
  /** Unix seconds. */
  readonly notAfter: number;
  readonly signers: readonly string[];
};

/** A person closes an incident about event `log[about]`. */
type ClosingEvent = { readonly kind: "closing"; readonly about: number; readonly person: string };

export type Event = BaselineEvent | CaptureEvent | ReviewEvent | DeploymentEvent | BreakGlassEvent | ClosingEvent;

/** One case for a gate, as plain data: a history, a policy, a log and a question. */
export type World = {
  /** In creation order: parents come first. */
  readonly commits: readonly WorldCommit[];
  readonly repository: string;
  readonly ref: string;
  readonly candidate: string;
  readonly environment: string;
  readonly policy: WorldPolicy;
  /** The records after version 1 of the policy, in leaf order. */
  readonly log: readonly Event[];
  /** What the witnesses vouch for, in Unix seconds. */
  readonly time: number;
  /** The gate's own clock, in Unix seconds. */
  readonly now: number;
};

/** The events that become leaves: all but captures without a record and the reviews of those. */
export function recordedEvents(world: World, isRecord: (capture: CaptureEvent) => boolean): readonly number[] {
  const stands = (event: Event | undefined): boolean => {
    if (event === undefined) return false;
    if (event.kind === "capture") return isRecord(event);
    return event.kind === "review" ? stands(world.log[event.capture]) : true;
  };
  return world.log.flatMap((event, index) => (stands(event) ? [index] : []));
}

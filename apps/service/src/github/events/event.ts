/** A pull request as an event or a list shows it. Ids are GitHub's numbers, which can exceed 2^31; labels are not kept. */
export type PullSeen = {
  readonly number: number;
  /** Full ref that it is to be merged to. */
  readonly base: string;
  readonly head: string;
  readonly headRepository: number | null;
  readonly author: number | null;
  readonly draft: boolean;
  readonly state: "open" | "closed";
  readonly merged: boolean;
  /** GitHub's time of this state. */
  readonly updated: Date;
};

/** What an event is about, as far as anything follows from it. */
export type Subject =
  | { readonly kind: "pull"; readonly pull: PullSeen; readonly pushed: boolean }
  | { readonly kind: "push"; readonly after: string | undefined }
  | { readonly kind: "check"; readonly head: string; readonly name: string; readonly app: number | undefined }
  | { readonly kind: "merge-group"; readonly head: string; readonly onto: string; readonly gone: boolean }
  | { readonly kind: "place" }
  /** What has our gate asked may be another. */
  | { readonly kind: "gate" }
  | {
      readonly kind: "deployment";
      readonly environment: string;
      /** Where it is to be answered: the run's number stands nowhere else. Nobody calls it (attack G9). */
      readonly callback: string;
      readonly deployment: number;
      readonly sha: string;
      readonly ref: string;
      readonly created: Date;
    }
  | { readonly kind: "other" };

/** An event, read narrowly: who caused it and where, by number, with the labels of the day for display. */
export type GithubEvent = {
  readonly repository: { readonly id: number; readonly fullName: string } | undefined;
  readonly installation: number | undefined;
  readonly sender: number | undefined;
  readonly logins: readonly { readonly id: number; readonly login: string }[];
  readonly subject: Subject;
};

import { FEED, MAIN, NOON, PLAIN_POLICY } from "./cast.testing.ts";
import { START } from "./small-files.testing.ts";
import type { Event, Files, ReviewEvent, World, WorldCommit, WorldPolicy } from "./world.testing.ts";

/** What a commit or a capture may say beside its content. */
type CommitOptions = Partial<Pick<WorldCommit, "author" | "committer" | "coAuthor" | "subject">>;
type BaselineOptions = { readonly requirements?: readonly string[]; readonly absent?: string };
export type CaptureOptions = { readonly ref?: string; readonly repository?: string };
export type ReviewOptions = Partial<Pick<ReviewEvent, "decision" | "environments" | "notAfter">>;

/** The first tree, the ref that the line is, and an organisation that does not sign the first baseline. */
export type DraftOptions = { readonly files?: Files; readonly ref?: string; readonly absent?: string };

/** A world in the making: commits and records are added in order, then a candidate is asked about. */
export type Draft = {
  readonly commits: readonly WorldCommit[];
  readonly log: readonly Event[];
  readonly filesOf: (name: string) => Files;
  /** Adds a commit by olga; returns its name. */
  readonly commit: (name: string, parents: readonly string[], files: Files, options?: CommitOptions) => string;
  /** Adds a record; returns its index in the log. */
  readonly append: (event: Event) => number;
  /** A baseline, for all requirements and signed by everybody unless said. */
  readonly baseline: (commit: string, options?: BaselineOptions) => number;
  readonly capture: (base: string, head: string, options?: CaptureOptions) => number;
  /** A review, an approval unless said, in the role of the person's organisation. */
  readonly review: (capture: number, person: string, options?: ReviewOptions) => number;
  readonly world: (candidate: string, question?: Partial<World>) => World;
};

/** Begins with `c0` on the ref under a baseline that everybody but `absent` signed; `policy` says what differs from the plain one. */
export function draft(
  policy: Partial<WorldPolicy> = {},
  { files = START, ref = MAIN, absent = "" }: DraftOptions = {},
): Draft {
  const commits: WorldCommit[] = [];
  const log: Event[] = [];
  const full: WorldPolicy = { ...PLAIN_POLICY, ...policy };
  const append = (event: Event) => log.push(event) - 1;
  const started: Draft = {
    commits,
    log,
    append,
    filesOf: (name) => commits.find((one) => one.name === name)?.files ?? {},
    commit: (name, parents, tree, options = {}) => {
      commits.push({ name, parents, files: standing(tree), author: "olga", subject: name, ...options });
      return name;
    },
    baseline: (commit, options = {}) => {
      const { requirements = full.requirements.map(({ id }) => id), absent: away = "" } = options;
      const signers = full.people.filter(({ organisation }) => organisation !== away).map(({ id }) => id);
      return append({ kind: "baseline", repository: FEED, ref, commit, requirements, signers });
    },
    capture: (base, head, options = {}) => append({ kind: "capture", repository: FEED, ref, base, head, ...options }),
    review: (capture, person, options = {}) => {
      const role = full.roles.find(({ people }) => people.includes(person))?.id ?? "";
      return append({ kind: "review", decision: "approve", capture, person, role, ...options });
    },
    world: (candidate, question = {}) => ({
      commits: [...commits],
      log: [...log],
      policy: full,
      candidate,
      repository: FEED,
      ref,
      environment: "production",
      time: NOON,
      now: NOON + 60,
      ...question,
    }),
  };
  started.commit("c0", [], files);
  started.baseline("c0", { absent });
  return started;
}

/** What can be in one tree: nothing lies below a file, a link or a submodule. */
function standing(files: Files): Files {
  const isCovered = (path: string): boolean => {
    const slash = path.lastIndexOf("/");
    return slash !== -1 && (files[path.slice(0, slash)] !== undefined || isCovered(path.slice(0, slash)));
  };
  const paths = Object.keys(files);
  return paths.some(isCovered) ? Object.fromEntries(Object.entries(files).filter(([path]) => !isCovered(path))) : files;
}

import { mkdir } from "node:fs/promises";
import { startFakeGitHub } from "../start.ts";
import type { FakeGitHub } from "../start.ts";
import type { RulesetPlan } from "../world/rules.ts";
import { newestCheck, saidOfRun } from "./shown.ts";
import type { Check, SaidOfRun } from "./shown.ts";

/** A GitHub where the organization `lumen` has the repository `feed`, which is empty and which Mira administrates. */
export type Lumen = AsyncDisposable & {
  readonly github: FakeGitHub;
  readonly owner: number;
  readonly mira: number;
  readonly repository: number;
  /** Where Mira's clone fetches and pushes; her token is in it. */
  readonly remote: string;
  /** Installs an app: its check is required of what the merge queue lands, and `production` asks it. */
  readonly install: (app: number, bypass?: RulesetPlan["bypass"]) => void;
  /** The newest check of a commit once it is as asked for. */
  readonly check: (commit: string, wanted: (check: Check) => boolean) => Promise<Check>;
  /** What the app said last of a run that waits for it, once it is as asked for. */
  readonly said: (run: number, wanted: (said: SaidOfRun) => boolean) => Promise<SaidOfRun>;
};

/** What to say where something does not come, and for how many milliseconds to look. */
type Waiting = { readonly what: () => string; readonly patience: number };

/** A folder that is made, the name of the app's check, and how one waits: looks until there is something. */
export type LumenPlan = {
  readonly dir: string;
  readonly check: string;
  readonly wait: <T>(waiting: Waiting, look: () => T | undefined) => Promise<T>;
};

/** Starts it. */
export async function openLumen({ dir, check: name, wait }: LumenPlan): Promise<Lumen> {
  await mkdir(dir);
  const github = await startFakeGitHub({ dir });
  const { world, state } = github;
  const [owner, mira] = [world.organization("lumen").id, world.user("mira").id];
  const repository = (await world.createRepository(owner, { name: "feed" })).id;
  world.setRole(repository, mira, "admin");
  const remote = new URL(`${github.url}/lumen/feed.git`);
  [remote.username, remote.password] = ["mira", world.userToken(mira)];
  return {
    github,
    owner,
    mira,
    repository,
    remote: remote.href,
    install(app, bypass = []) {
      world.install(app, owner, mira);
      const required = [{ context: name, integration_id: app }];
      const rules = [
        { type: "merge_queue", parameters: { merge_method: "MERGE", min_entries_to_merge: 1 } },
        { type: "required_status_checks", parameters: { required_status_checks: required } },
      ];
      world.createRuleset(repository, mira, { name: "reviewed", rules, bypass });
      world.setEnvironment(repository, "production", { apps: [app], adminsMayBypass: false });
    },
    check(commit, wanted) {
      const [look, last] = remembered(() => newestCheck(state, commit, name), wanted);
      return wait({ what: () => `the check of ${commit} is ${last()}`, patience: 90_000 }, look);
    },
    said(run, wanted) {
      const [look, last] = remembered(() => saidOfRun(state, run), wanted);
      // What lands is looked at before what is deployed.
      return wait({ what: () => `the App said ${last()} of a deployment`, patience: 150_000 }, look);
    },
    [Symbol.asyncDispose]: () => github[Symbol.asyncDispose](),
  };
}

/** Sees only what is as asked for, and says what it saw last. */
function remembered<T>(see: () => T | undefined, wanted: (seen: T) => boolean) {
  let last: T | undefined;
  const look = () => {
    last = see();
    return last !== undefined && wanted(last) ? last : undefined;
  };
  return [look, () => JSON.stringify(last)] as const;
}

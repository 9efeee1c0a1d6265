import type { Hub } from "../hub.ts";
import { makeCommit, tip } from "../git/commits.ts";
import type { CommitPlan } from "../git/commits.ts";
import { runGit } from "../git/run-git.ts";
import { NOTHING } from "../git/store.ts";
import type { Repository } from "../state/repositories.ts";
import { known } from "../state/table.ts";
import * as accounts from "./accounts.ts";
import * as apps from "./apps.ts";
import * as checks from "./checks.ts";
import * as deployments from "./deployments.ts";
import * as environments from "./environments.ts";
import * as gates from "./gates.ts";
import * as manifests from "./manifests.ts";
import { moveRefs } from "./move-refs.ts";
import { movesBetween } from "./moves.ts";
import * as protections from "./protections.ts";
import * as pulls from "./pulls.ts";
import { closePull } from "./pushed-pulls.ts";
import { dequeue, enqueue } from "./queue.ts";
import * as repositories from "./repositories.ts";
import * as rules from "./rules.ts";
import * as runs from "./runs.ts";
import { passTime } from "./time.ts";

/** What people, administrators and workflows do. Whoever does something is named by the id of the account. */
export type World = ReturnType<typeof worldOf>;

/** The deeds of a GitHub's people. Those that touch Git wait for each other. */
export function worldOf(hub: Hub) {
  return {
    ...peopleOf(hub),
    ...repositoriesOf(hub),
    ...codeOf(hub),
    ...pullsOf(hub),
    ...actionsOf(hub),
    passTime: () => passTime(hub),
  };
}

function peopleOf(hub: Hub) {
  return {
    user: (login: string) => accounts.createAccount(hub, login),
    organization: (login: string) => accounts.createAccount(hub, login, "Organization"),
    renameAccount: bound(hub, accounts.renameAccount),
    userToken: (user: number) => accounts.createUserToken(hub, user).text,
    createApp: bound(hub, apps.createApp),
    addKey: bound(hub, apps.addKey),
    setWebhook: bound(hub, apps.setWebhook),
    submitManifest: bound(hub, manifests.submitManifest),
    install: bound(hub, apps.install),
    suspend: (installation: number, by: number) => apps.suspend(hub, installation, by, true),
    unsuspend: (installation: number, by: number) => apps.suspend(hub, installation, by, false),
    uninstall: bound(hub, apps.uninstall),
    setPermissions: bound(hub, apps.setPermissions),
    setRepositories: bound(hub, apps.setRepositories),
    deleteWebhook: bound(hub, apps.deleteWebhook),
    ping: (app: number) => apps.ping(hub, known(hub.state.apps, app)),
  };
}

function repositoriesOf(hub: Hub) {
  const of = (id: number) => known(hub.state.repositories, id);
  return {
    createRepository: bound(hub, repositories.createRepository),
    fork: (id: number, owner: number) => repositories.forkRepository(hub, of(id), owner),
    rename: bound(hub, repositories.renameRepository),
    transfer: bound(hub, repositories.transferRepository),
    setVisibility: bound(hub, repositories.setVisibility),
    deleteRepository: bound(hub, repositories.deleteRepository),
    setRole: bound(hub, repositories.setRole),
    createRuleset: (id: number, by: number, plan: rules.RulesetPlan) => rules.createRuleset(hub, of(id), by, plan),
    editRuleset: bound(hub, rules.editRuleset),
    deleteRuleset: bound(hub, rules.deleteRuleset),
    protectBranch: (
      id: number,
      by: number,
      branch: string,
      members?: Parameters<typeof protections.protectBranch>[4],
    ) => protections.protectBranch(hub, of(id), by, branch, members),
    unprotectBranch: bound(hub, protections.unprotectBranch),
    setEnvironment: (id: number, name: string, plan?: environments.EnvironmentPlan) =>
      environments.setEnvironment(hub, of(id), name, plan),
    enableRule: bound(hub, environments.enableRule),
  };
}

function codeOf(hub: Hub) {
  const { inOrder, state } = hub;
  const of = (id: number) => known(state.repositories, id);
  return {
    /** Makes a commit on a branch and pushes it, past all rules (as GitHub's own editor, for who may); answers its id. */
    commit: (id: number, by: number, plan: Omit<CommitPlan, "author" | "time">) =>
      inOrder(id, async () => {
        const { login } = known(state.accounts, by);
        const author = `${login} <${by}+${login}@users.noreply.github.com>`;
        const move = await makeCommit(hub.git, id, { ...plan, author, time: hub.clock.now() });
        await moveRefs(hub, of(id), [move], by);
        return move.after;
      }),
    /** Points a ref to a commit of a folder's repository, or of this one; null removes it. */
    push: (id: number, by: number, ref: string, commit: string | null, from?: string) =>
      inOrder(id, async () => {
        const fetch = ["fetch", "-q", "--no-tags", "--no-write-fetch-head"];
        if (from !== undefined && commit !== null) await runGit(hub.git.folder(id), [...fetch, from, commit]);
        await point(hub, of(id), ref, commit ?? NOTHING, by);
      }),
    /** Points many refs to commits of this repository in one push. */
    pushAll: (id: number, by: number, refs: Readonly<Record<string, string>>) =>
      inOrder(id, async () => {
        const before = await hub.git.refs(id);
        const input = Object.entries(refs).map(([ref, commit]) => `update ${ref} ${commit}\n`);
        await hub.git.git(id, ["update-ref", "--stdin"], { input: input.join("") });
        await moveRefs(hub, of(id), movesBetween(before, await hub.git.refs(id)), by);
      }),
    /** What a branch or full ref points to. */
    tip: (id: number, name: string) => tip(hub.git, id, name),
    /** Where Git keeps a repository, for looking. */
    gitFolder: (id: number) => hub.git.folder(id),
  };
}

function pullsOf(hub: Hub) {
  const { inOrder, state } = hub;
  const of = (id: number) => known(state.pulls, id);
  const ordered = <T>(id: number, task: () => Promise<T>) => inOrder(of(id).repository, task);
  return {
    openPull: (repository: number, by: number, plan: pulls.PullPlan) =>
      inOrder(repository, () => pulls.openPull(hub, known(state.repositories, repository), by, plan)),
    editPull: (id: number, by: number, members: { readonly title?: string; readonly body?: string }) =>
      pulls.editPull(hub, of(id), by, members),
    retarget: (id: number, by: number, base: string) => ordered(id, () => pulls.retarget(hub, of(id), by, base)),
    close: (id: number, by: number) => closePull(hub, of(id), by),
    reopen: (id: number, by: number) => ordered(id, () => pulls.reopenPull(hub, of(id), by)),
    setDraft: (id: number, by: number, draft: boolean) => pulls.setDraft(hub, of(id), by, draft),
    merge: (id: number, by: number, wish?: pulls.MergeWish) =>
      ordered(id, () => pulls.mergePull(hub, of(id), by, wish)),
    review: (id: number, by: number, state: "approved" | "changes_requested" | "commented", body?: string) =>
      pulls.reviewPull(hub, of(id), by, state, body),
    dismissReview: bound(hub, pulls.dismissReview),
    enqueue: (id: number, by: number) => ordered(id, () => enqueue(hub, of(id), by)),
    dequeue: (id: number, by: number) => ordered(id, () => dequeue(hub, of(id), by, "MANUAL")),
    rerequestRun: bound(hub, checks.rerequestRun),
    rerequestSuite: bound(hub, checks.rerequestSuite),
    requestAction: bound(hub, checks.requestAction),
  };
}

function actionsOf(hub: Hub) {
  return {
    /** A workflow runs, with a job for each environment. */
    deploy: (id: number, by: number, plan: runs.RunPlan) =>
      runs.startRun(hub, known(hub.state.repositories, id), by, plan),
    rerun: bound(hub, runs.rerun),
    cancel: bound(hub, runs.cancelRun),
    finish: bound(hub, runs.finishRun),
    bypassRules: bound(hub, runs.bypassRules),
    reviewRun: (
      id: number,
      by: number,
      environments: readonly string[],
      state: "approved" | "rejected",
      comment = "",
    ) => gates.reviewRun(hub, known(hub.state.runs, id), by, environments, state, comment),
    /** Somebody makes a deployment without a workflow, which no protection rule hears of. */
    createDeployment: bound(hub, deployments.addDeployment),
  };
}

async function point(hub: Hub, repository: Repository, ref: string, after: string, by: number): Promise<void> {
  const before = (await tip(hub.git, repository.id, ref)) ?? NOTHING;
  if (before === after) return;
  if (after === NOTHING) await hub.git.git(repository.id, ["update-ref", "-d", ref]);
  else await hub.git.git(repository.id, ["update-ref", ref, after]);
  await moveRefs(hub, repository, [{ ref, before, after }], by);
}

function bound<Rest extends readonly unknown[], Result>(hub: Hub, act: (hub: Hub, ...rest: Rest) => Result) {
  return (...rest: Rest) => act(hub, ...rest);
}

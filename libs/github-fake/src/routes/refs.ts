import { notFound } from "../http/api-error.ts";
import { page } from "../http/page.ts";
import { ok } from "../http/route.ts";
import type { Call, Route } from "../http/route.ts";
import { commitFacts } from "../git/facts.ts";
import { renderCommit } from "../render/commit.ts";
import { nodeId } from "../render/node-id.ts";
import { renderFullPull } from "../render/pull.ts";
import { repositoryUrl } from "../render/repository.ts";
import { rulesOf } from "../world/rules.ts";
import { ANYBODY } from "./callers.ts";

const CONTENTS = { callers: ANYBODY, permission: { contents: "read" } } as const;

/** Refs, branches and commits. */
export const REF_ROUTES: readonly Route[] = [
  {
    method: "get",
    path: "/repos/{owner}/{repo}/git/ref/{ref}",
    operation: "git/get-ref",
    ...CONTENTS,
    run: async (call) => {
      const name = `refs/${call.params["ref"] ?? ""}`;
      const sha = (await refsOf(call)).get(name);
      if (sha === undefined) throw notFound();
      return ok(renderRef(call, name, sha));
    },
  },
  {
    method: "get",
    path: "/repos/{owner}/{repo}/git/matching-refs/{ref}",
    operation: "git/list-matching-refs",
    ...CONTENTS,
    run: async (call) => {
      const start = `refs/${call.params["ref"] ?? ""}`;
      const rows = [...(await refsOf(call))].filter(([name]) => name.startsWith(start));
      const { shown, headers } = page(call, rows, ([name, sha]) => renderRef(call, name, sha));
      return ok(shown, headers);
    },
  },
  {
    method: "get",
    path: "/repos/{owner}/{repo}/branches",
    operation: "repos/list-branches",
    ...CONTENTS,
    run: async (call) => {
      const { shown, headers } = page(call, await branchesOf(call), ({ name, sha }) => ({
        name,
        commit: { sha, url: `${repositoryUrl(call.hub, call.repository())}/commits/${sha}` },
        protected: isProtected(call, name),
      }));
      return ok(shown, headers);
    },
  },
  {
    method: "get",
    path: "/repos/{owner}/{repo}/branches/{branch}",
    operation: "repos/get-branch",
    ...CONTENTS,
    run: getBranch,
  },
  {
    method: "get",
    path: "/repos/{owner}/{repo}/commits/{ref}",
    operation: "repos/get-commit",
    ...CONTENTS,
    run: async (call) => {
      const id = await commitNamed(call, call.params["ref"] ?? "");
      const repository = call.repository();
      return ok(renderCommit(call.hub, repository, await commitFacts(call.hub.git, repository.id, id)));
    },
  },
  {
    method: "get",
    path: "/repos/{owner}/{repo}/commits/{commit_sha}/pulls",
    operation: "repos/list-pull-requests-associated-with-commit",
    callers: ANYBODY,
    permission: { pull_requests: "read" },
    run: (call) => {
      const sha = call.params["commit_sha"];
      const { id } = call.repository();
      const rows = call.hub.state.pulls.where(
        (pull) =>
          pull.repository === id && (pull.headSha === sha || (pull.mergedAt !== null && pull.mergeCommit === sha)),
      );
      const { shown, headers } = page(call, rows, (row) => renderFullPull(call.hub, row));
      return ok(shown, headers);
    },
  },
];

/** The commit that a branch, a tag, a full ref or an id names. */
export async function commitNamed({ hub, repository }: Call, name: string): Promise<string> {
  const candidates = [name, `refs/heads/${name}`, `refs/tags/${name}`, `refs/${name}`];
  for (const one of /^[0-9a-f]{40}$/.test(name) ? [name] : candidates.slice(1)) {
    const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${one}^{commit}`];
    const found = await hub.git.git(repository().id, args, { exits: [0, 1, 128] });
    if (found !== "") return found;
  }
  throw notFound();
}

async function getBranch(call: Call) {
  const { hub } = call;
  const repository = call.repository();
  const branch = (await branchesOf(call)).find(({ name }) => name === call.params["branch"]);
  if (branch === undefined) throw notFound();
  const url = `${repositoryUrl(hub, repository)}/branches/${encodeURIComponent(branch.name)}`;
  const commit = renderCommit(hub, repository, await commitFacts(hub.git, repository.id, branch.sha));
  return ok({
    name: branch.name,
    commit,
    _links: { self: url, html: commit.html_url },
    protected: isProtected(call, branch.name),
    protection: { enabled: false, required_status_checks: { enforcement_level: "off", contexts: [], checks: [] } },
    protection_url: `${url}/protection`,
  });
}

function refsOf({ hub, repository }: Call) {
  return hub.git.refs(repository().id);
}

async function branchesOf({ hub, repository }: Call) {
  const refs = await hub.git.refs(repository().id, "refs/heads/");
  return [...refs].map(([name, sha]) => ({ name: name.slice("refs/heads/".length), sha }));
}

function isProtected({ hub, repository }: Call, branch: string): boolean {
  return rulesOf(hub, repository(), `refs/heads/${branch}`).some(({ enforcement }) => enforcement === "active");
}

function renderRef({ hub, repository }: Call, ref: string, sha: string) {
  const url = repositoryUrl(hub, repository());
  return {
    ref,
    node_id: nodeId("REF", ref),
    url: `${url}/git/${ref}`,
    object: { sha, type: "commit", url: `${url}/git/commits/${sha}` },
  };
}

import { CountersignError } from "@countersign/core";
import { z } from "zod";
import type { GithubEvent, PullSeen, Subject } from "./event.ts";
import { common, id, oid, pull, text } from "./fields.ts";

/**
 * Reads a delivery by its event's name (github.md §4): only fields that something follows from, and of those that are missing only what
 * nothing follows without. What an event says is a hint; what follows is looked up. `github.payload` for bytes that say nothing.
 */
export function readEvent(event: string, body: Uint8Array): GithubEvent {
  const payload = jsonOf(body);
  const { repository, installation, sender, action } = parsed(common, payload);
  const reader = Object.hasOwn(READERS, event) ? READERS[event] : undefined;
  return {
    repository: repository ? { id: repository.id, fullName: repository.full_name } : undefined,
    installation: installation?.id,
    sender: sender?.id,
    logins: sender ? [sender] : [],
    subject: reader === undefined ? { kind: "other" } : reader(payload, action ?? ""),
  };
}

/** A pull request as events and lists have it. `github.payload` */
export function readPull(value: unknown): PullSeen {
  return pullOf(parsed(pull, value));
}

type Read = (payload: unknown, action: string) => Subject;

const READERS: Readonly<Record<string, Read>> = {
  pull_request: (payload, action) => {
    const { pull_request: found } = parsed(z.object({ pull_request: pull }), payload);
    return { kind: "pull", pull: pullOf(found), pushed: action === "synchronize" };
  },
  push: (payload) => {
    const { ref, after, deleted } = parsed(PUSH, payload);
    const isGone = deleted === true || /^0+$/.test(after) || !ref.startsWith("refs/heads/");
    return { kind: "push", after: isGone ? undefined : after };
  },
  check_run: (payload) => {
    const { check_run: run } = parsed(CHECK_RUN, payload);
    return { kind: "check", head: run.head_sha, name: run.name, app: run.app?.id };
  },
  check_suite: (payload) => {
    const { check_suite: suite } = parsed(CHECK_SUITE, payload);
    return { kind: "check", head: suite.head_sha, name: "", app: suite.app?.id };
  },
  merge_group: (payload, action) => {
    const { merge_group: group } = parsed(MERGE_GROUP, payload);
    const onto = group.base_ref.startsWith("refs/") ? group.base_ref : `refs/heads/${group.base_ref}`;
    return { kind: "merge-group", head: group.head_sha, onto, gone: action === "destroyed" };
  },
  deployment_protection_rule: (payload, action) => {
    if (action !== "requested") return { kind: "other" };
    const { environment, deployment_callback_url: callback, deployment: made } = parsed(RULE, payload);
    const { id: deployment, sha, ref, created_at: created } = made;
    return { kind: "deployment", environment, callback, deployment, sha, ref, created: new Date(created) };
  },
  repository_ruleset: () => ({ kind: "gate" }),
  branch_protection_rule: () => ({ kind: "gate" }),
  branch_protection_configuration: () => ({ kind: "gate" }),
  repository: () => ({ kind: "place" }),
  installation: () => ({ kind: "place" }),
  installation_repositories: () => ({ kind: "place" }),
  installation_target: () => ({ kind: "place" }),
};

const PUSH = z.object({ ref: text, after: oid, deleted: z.boolean().nullish() });
const app = z.object({ id }).nullish();
const CHECK_RUN = z.object({ check_run: z.object({ head_sha: oid, name: text, app }) });
const CHECK_SUITE = z.object({ check_suite: z.object({ head_sha: oid, app }) });
const MERGE_GROUP = z.object({ merge_group: z.object({ head_sha: oid, base_ref: text }) });
const RULE = z.object({
  environment: text,
  deployment_callback_url: z.string().max(2_000),
  deployment: z.object({ id, sha: oid, ref: text, created_at: z.iso.datetime({ offset: true }) }),
});

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch (cause) {
    throw new CountersignError("github.payload", "the body is no JSON", { cause });
  }
}

function parsed<T>(form: z.ZodType<T>, value: unknown): T {
  const read = form.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new CountersignError("github.payload", `${issue?.path.join(".") || "it"}: ${issue?.message ?? "is wrong"}`);
}

function pullOf(found: z.infer<typeof pull>): PullSeen {
  return {
    number: found.number,
    base: `refs/heads/${found.base.ref}`,
    head: found.head.sha,
    headRepository: found.head.repo?.id ?? null,
    author: found.user?.id ?? null,
    draft: found.draft ?? false,
    state: found.state,
    merged: found.merged ?? typeof found.merged_at === "string",
    updated: new Date(found.updated_at ?? 0),
  };
}

import { vectors } from "@countersign/testkit";
import { describe, expect, it } from "vitest";
import { readEvent } from "./read-event.ts";

const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const A = "a".repeat(40);
const big = 8_123_456_789_012;

const pull = {
  number: 7,
  state: "open",
  base: { ref: "main" },
  head: { sha: A, repo: null },
  user: { id: big, login: "olga" },
  updated_at: "2026-11-29T10:00:00Z",
};

describe("an event", () => {
  it("is read for what follows from it, with numbers above 2^31, and nothing else is looked at", () => {
    const body = {
      action: "synchronize",
      repository: { id: big, full_name: "acme/feed", extra: [1] },
      sender: { id: big, login: "olga" },
      pull_request: { ...pull, more: {} },
      new_member: 1,
    };
    expect(readEvent("pull_request", bytes(body))).toEqual({
      repository: { id: big, fullName: "acme/feed" },
      installation: undefined,
      sender: big,
      logins: [{ id: big, login: "olga" }],
      subject: {
        kind: "pull",
        pushed: true,
        pull: {
          number: 7,
          base: "refs/heads/main",
          head: A,
          headRepository: null,
          author: big,
          draft: false,
          state: "open",
          merged: false,
          updated: new Date("2026-11-29T10:00:00Z"),
        },
      },
    });
  });

  it.each([
    ["no JSON", "pull_request", new TextEncoder().encode("{")],
    ["bytes that are no text", "push", Uint8Array.of(0xff, 0x22)],
    ["a list", "ping", bytes([])],
    ["no pull request", "pull_request", bytes({ action: "opened" })],
    ["a head that is no id", "pull_request", bytes({ pull_request: { ...pull, head: { sha: "main" } } })],
    ["a ref that cannot be kept", "pull_request", bytes({ pull_request: { ...pull, base: { ref: "a\0b" } } })],
  ])("says nothing with %s", (_what, event, body) => {
    expect(() => readEvent(event, body)).toThrow(expect.objectContaining({ code: "github.payload" }));
  });

  it("of an unknown name, or one that names a part of every object, has nothing that follows from it", () => {
    for (const event of ["star", "constructor", "toString"])
      expect(readEvent(event, bytes({})).subject).toEqual({ kind: "other" });
  });
});

const published = vectors("github-webhooks");

describe.skipIf(!published.present)("published deliveries (skipped: no vectors)", () => {
  it("are read, every one of them, and say what their names say", () => {
    type Index = {
      readonly deliveries: readonly { readonly file: string; readonly event: string; readonly action: string | null }[];
    };
    const read = published.json<Index>("index.json").deliveries.map(({ file, event }) => {
      const { subject } = readEvent(event, published.bytes(file));
      return [
        file.replace(/^\w+\//, ""),
        subject.kind === "pull" ? `${subject.pull.state} ${subject.pull.merged} ${subject.pushed}` : subject.kind,
      ];
    });
    expect(Object.fromEntries(read)).toEqual({
      "ping.json": "other",
      "installation.created.json": "place",
      "pull_request.opened.json": "open false false",
      "pull_request.synchronize.json": "open false true",
      "pull_request.reopened.json": "open false false",
      "pull_request.closed.json": "closed false false",
      "push.deleted-tag.json": "push",
      "push.new-branch.json": "push",
      "merge_group.checks_requested.json": "merge-group",
      "check_run.rerequested.json": "check",
      "check_suite.requested.json": "check",
      "deployment.created.json": "other",
      "deployment_status.created.json": "other",
      "repository.renamed.json": "place",
      "pull_request.edited-base.json": "open false false",
      "pull_request.edited-title.json": "open false false",
      "pull_request.merged.json": "closed true false",
      "push.branch.json": "push",
      "push.forced.json": "push",
    });
  });
});

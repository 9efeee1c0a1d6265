import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { checkPacket } from "@countersign/core";
import type { ChangeRecord, Packet } from "@countersign/core";
import { nobleCrypto } from "@countersign/crypto/noble";
import { dataOf } from "../api/client.ts";
import type { Api } from "../api/client.ts";
import { Problem, documentProblem } from "../api/problem.ts";
import { usePage } from "../app/page.ts";
import { differenceStore } from "../difference/difference-store.ts";
import { differenceSource, indexQuery } from "../difference/read-difference.ts";
import { checkScope, recordOf, scopeOf } from "../difference/record-scope.ts";
import { checkContents } from "./contents.ts";
import type { Contents } from "./contents.ts";
import { trustQuery } from "../trust/read-trust.ts";
import { checkLoggedChange } from "./logged-change.ts";
import type { LoggedChange } from "./logged-change.ts";
import { policiesFrom } from "./policies.ts";
import type { Policies } from "./policies.ts";

/** Something that is checked before anybody signs: not done yet, good, or found to be wrong. */
export type Checked<T> =
  | { readonly kind: "waiting" }
  | { readonly kind: "good"; readonly value: T }
  | { readonly kind: "bad"; readonly problem: unknown };

/** Everything that a statement names, as this browser recomputed it. */
export type Evidence = {
  readonly record: Checked<ChangeRecord>;
  readonly packet: Checked<Packet>;
  readonly policies: Checked<Policies>;
  readonly logged: Checked<LoggedChange>;
  readonly difference: Checked<Shown>;
};

type Shown = Contents & { readonly files: number; readonly sha256: string };

/** Recomputes what a statement about a change will name, from what the service sends; `sent` is the change record that it sent. */
export function useEvidence(change: string, sent: unknown): Evidence {
  const page = usePage();
  const { api, queries } = page;
  const record = useMemo(() => (sent === undefined ? WAITING : attempt(() => recordOf(sent, change))), [sent, change]);
  const known = record.kind === "good" ? record.value : undefined;
  const options = { enabled: known !== undefined, staleTime: Infinity, retry: retried } as const;
  const packet = useQuery({
    ...options,
    queryKey: ["decide", change, "packet", known?.packet.sha256],
    queryFn: () => readPacketOf(api, required(known)),
  });
  const policies = useQuery({
    ...options,
    queryKey: ["decide", change, "policies"],
    staleTime: 0,
    structuralSharing: false,
    queryFn: async () => {
      const trusted = await queries.fetchQuery({ ...trustQuery(page), staleTime: 0 });
      return policiesFrom(trusted, required(known).policy);
    },
  });
  const logged = useQuery({
    ...options,
    enabled: known !== undefined && policies.data !== undefined,
    queryKey: ["decide", change, "logged", policies.data?.inForce.sha256],
    queryFn: () => renamed(() => checkLoggedChange(page, required(known), required(policies.data).trusted)),
  });
  const difference = useQuery({
    ...options,
    queryKey: ["decide", change, "difference"],
    queryFn: async (): Promise<Shown> => {
      const scope = scopeOf(required(known));
      const compared = { change, since: undefined };
      const index = await queries.fetchQuery(indexQuery(api, compared));
      checkScope(index, scope, true);
      const source = differenceSource(api, queries, compared);
      const store = differenceStore(source, index);
      await store.all();
      const { whole, stopped } = store.state();
      if (stopped !== undefined) throw stopped;
      if (!whole) throw store.files.find((one) => one.state().problem !== undefined)?.state().problem;
      const contents = await renamed(() => checkContents(store, source, scope));
      return { ...contents, files: index.files.length, sha256: index.sha256 };
    },
  });
  return {
    record,
    packet: checkedOf(packet),
    policies: checkedOf(policies),
    logged: checkedOf(logged),
    difference: checkedOf(difference),
  };
}

const WAITING = { kind: "waiting" } as const;

/** What does not hold will not hold the next time; who does not answer may. */
function retried(count: number, error: Error): boolean {
  return error instanceof Problem && error.code === "web.unreachable" && count < 3;
}

async function readPacketOf(api: Api, record: ChangeRecord): Promise<Packet> {
  const params = { path: { change: record.change } };
  const bytes = await dataOf(api.GET("/v1/changes/{change}/packet", { params, parseAs: "arrayBuffer" }));
  return renamed(async () => checkPacket(nobleCrypto, new Uint8Array(bytes), record));
}

async function renamed<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    throw documentProblem(cause);
  }
}

function attempt<T>(run: () => T): Checked<T> {
  try {
    return { kind: "good", value: run() };
  } catch (problem) {
    return { kind: "bad", problem };
  }
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new RangeError("asked before it is there");
  return value;
}

function checkedOf<T>({ data, error }: { readonly data: T | undefined; readonly error: Error | null }): Checked<T> {
  if (error !== null) return { kind: "bad", problem: error };
  return data === undefined ? WAITING : { kind: "good", value: data };
}

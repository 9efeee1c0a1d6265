import { queryOptions } from "@tanstack/react-query";
import type { QueryClient } from "@tanstack/react-query";
import { parseExpansion, parseIndex, parseSlice } from "@countersign/rows";
import type { Expansion, RowsSlice } from "@countersign/rows";
import { parseTokens } from "@countersign/rows/tokens-wire";
import type { TokensSlice } from "@countersign/rows/tokens-wire";
import { atMost } from "../api/at-most.ts";
import { dataOf } from "../api/client.ts";
import type { Api } from "../api/client.ts";
import { documentProblem } from "../api/problem.ts";

/** A difference: all that a change does to its base, or what differs from the result of an earlier change, `since`. */
export type Compared = { readonly change: string; readonly since: string | undefined };

/** Whence the parts of a difference come. None of them ever changes. Numbers count from 0, `end` is not included. */
export type DifferenceSource = {
  readonly slice: (file: number, start: number, end: number) => Promise<RowsSlice>;
  readonly gap: (file: number, gap: number, start: number, end: number) => Promise<Expansion>;
  /** Undefined where there are no colours. */
  readonly tokens: (file: number, side: "old" | "new") => Promise<TokensSlice | undefined>;
};

/** Parts of differences that this page asks for at the same time: the service lets a person have only a few requests wait. */
const inTheirTurn = atMost(6);

/** Every file of a difference, without rows. Refuses what `parseIndex` refuses. */
export function indexQuery(api: Api, { change, since }: Compared) {
  return queryOptions({
    queryKey: ["difference", change, since ?? ""],
    staleTime: Infinity,
    queryFn: async ({ signal }) =>
      parsed(
        parseIndex,
        await dataOf(
          api.GET("/v1/changes/{change}/rows", {
            params: { path: { change }, query: sinceOf(since) },
            signal,
            parseAs: "arrayBuffer",
          }),
        ),
      ),
  });
}

/** Asks the service for parts, each once; what it answers is read as strictly as `@countersign/rows` does. */
export function differenceSource(api: Api, queries: QueryClient, { change, since }: Compared): DifferenceSource {
  const key = ["difference", change, since ?? ""];
  const once = <T>(name: readonly (string | number)[], queryFn: () => Promise<T>) =>
    queries.fetchQuery({ queryKey: [...key, ...name], queryFn: () => inTheirTurn(queryFn), staleTime: Infinity });
  const query = (start: number, end: number) => ({ ...sinceOf(since), start: String(start), end: String(end) });
  return {
    slice: (file, start, end) =>
      once(["rows", file, start, end], async () => {
        const params = { path: { change, file: String(file) }, query: query(start, end) };
        const bytes = dataOf(api.GET("/v1/changes/{change}/rows/{file}", { params, parseAs: "arrayBuffer" }));
        return parsed(parseSlice, await bytes);
      }),
    gap: (file, gap, start, end) =>
      once(["gap", file, gap, start, end], async () => {
        const params = { path: { change, file: String(file), gap: String(gap) }, query: query(start, end) };
        const asked = api.GET("/v1/changes/{change}/rows/{file}/gaps/{gap}", { params, parseAs: "arrayBuffer" });
        return parsed(parseExpansion, await dataOf(asked));
      }),
    tokens: (file, side) =>
      once(["tokens", file, side], async () => {
        const params = { path: { change, file: String(file), side }, query: sinceOf(since) };
        const path = "/v1/changes/{change}/rows/{file}/tokens/{side}";
        const { data, response } = await api.GET(path, { params, parseAs: "arrayBuffer" });
        // A query has to answer something.
        return response.status === 204 || data === undefined ? null : parsed(parseTokens, data);
      }).then((tokens) => tokens ?? undefined),
  };
}

function sinceOf(since: string | undefined) {
  return since === undefined ? {} : { since };
}

function parsed<T>(parse: (bytes: Uint8Array) => T, bytes: ArrayBuffer): T {
  try {
    return parse(new Uint8Array(bytes));
  } catch (cause) {
    throw documentProblem(cause);
  }
}

import createClient from "openapi-fetch";
import type { paths } from "../../api/schema.d.ts";
import type { SessionStore } from "../session/session-store.ts";
import { problemOfAnswer, unreachable } from "./problem.ts";

/** The service's API with the types of its description. Calls answer the data, or throw a `Problem`. */
export type Api = ReturnType<typeof createClient<paths>>;

/**
 * The API in the name of whoever is signed in. A call that finds the session over waits until the same person is signed in again, and
 * is then sent once more: nothing that somebody did or wrote is lost.
 */
export function apiClient(session: SessionStore): Api {
  const client = createClient<paths>({
    baseUrl: session.place.origin,
    credentials: session.place.own ? "same-origin" : "omit",
    fetch: async (request) => signedFetch(session, request),
  });
  client.use({
    async onResponse({ response }) {
      if (!response.ok && response.status !== 304) throw await problemOfAnswer(response);
    },
  });
  return client;
}

async function signedFetch(session: SessionStore, request: Request): Promise<Response> {
  for (;;) {
    const asked = session.sign(request.clone());
    const response = await fetch(asked.request).catch((cause: unknown) => {
      throw isAbort(cause) ? cause : unreachable(cause);
    });
    if (response.status !== 401) return response;
    await session.renewed(asked.generation, request.signal);
  }
}

const isAbort = (cause: unknown) => cause instanceof DOMException && cause.name === "AbortError";

/** The data of an answer that is known to be good. `web.answer` cannot happen where the description is kept. */
export async function dataOf<T>(answer: Promise<{ readonly data?: T }>): Promise<T> {
  const { data } = await answer;
  if (data === undefined) throw new RangeError("an answer without data");
  return data;
}

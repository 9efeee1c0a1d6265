import { z } from "zod";
import { spellAs } from "./as.ts";
import type { As } from "./as.ts";

/** What GitHub answered. */
export type GithubAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** As it came: whoever asked reads it. */
  readonly data: unknown;
  readonly message: string;
};

const headersForm = z.record(z.string(), z.unknown()).catch({});
const responseForm = z.object({ status: z.number(), headers: headersForm, data: z.unknown() });
const errorForm = z.object({ message: z.string().catch(""), response: responseForm });

/** Reads an answer, or an error of octokit that carries one; status 0 where there was none. */
export function readAnswer(value: unknown): GithubAnswer {
  const failed = errorForm.safeParse(value);
  const response = responseForm.safeParse(failed.success ? failed.data.response : value);
  if (!response.success) return { status: 0, headers: {}, data: undefined, message: "" };
  const { status, headers, data } = response.data;
  const texts = Object.entries(headers).map(([name, text]) => [name.toLowerCase(), String(text)] as const);
  return { status, headers: Object.fromEntries(texts), data, message: failed.success ? failed.data.message : "" };
}

type Remembered = { readonly etag: string; readonly answer: GithubAnswer; readonly size: number };

/** Answers that are kept, and their characters as JSON; of more, those go that were read longest ago. */
const MOST = { answers: 2_000, characters: 16 * 1024 * 1024 };

/** Remembers what was read with its ETag: asked again with it, what did not change is free. */
export function rememberAnswers(most = MOST) {
  const kept = new Map<string, Remembered>();
  let characters = 0;
  const forget = (key: string) => {
    characters -= kept.get(key)?.size ?? 0;
    kept.delete(key);
  };
  const name = (as: As, route: string, parameters: unknown) => `${spellAs(as)} ${route} ${JSON.stringify(parameters)}`;
  return {
    of: (as: As, route: string, parameters: unknown): Remembered | undefined =>
      route.startsWith("GET ") ? kept.get(name(as, route, parameters)) : undefined,
    keep(as: As, route: string, parameters: unknown, answer: GithubAnswer): void {
      const { etag } = answer.headers;
      if (!route.startsWith("GET ") || etag === undefined) return;
      const key = name(as, route, parameters);
      const size = JSON.stringify(answer.data).length;
      forget(key);
      if (size > most.characters) return;
      kept.set(key, { etag, answer, size });
      characters += size;
      for (const oldest of kept.keys()) {
        if (kept.size <= most.answers && characters <= most.characters) return;
        forget(oldest);
      }
    },
  };
}

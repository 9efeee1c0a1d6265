import { CountersignError } from "@countersign/core";
import { z } from "zod";
import { EVENT_KINDS } from "../queue/event.ts";
import type { Address, Sink } from "./sink.ts";

const RISKS = ["R0", "R1", "R2", "R3", "R4"] as const;

const telling = z.strictObject({
  kinds: z.array(z.enum(EVENT_KINDS)).min(1),
  roles: z.array(z.string().min(1)).optional(),
  risk: z
    .enum(RISKS)
    .transform((risk) => RISKS.indexOf(risk))
    .optional(),
  when: z.enum(["immediate", "hourly", "daily"]),
});

const mailAddress = z.string().regex(/^[^\s@<>,;"]+@[^\s@<>,;"]+$/, "is not one address like ops@oracle.example");

/** What authors are told where the settings do not say: that somebody waits for their word, and that it was decided. */
const TO_AUTHORS: z.infer<typeof telling>[] = [
  { kinds: ["question.asked", "question.replied", "question.reopened", "task.decided"], when: "immediate" },
];

/**
 * How the settings spell a sink; one of kind `authors` tells each person of the policy whom it names of that person's own changes. `secret` reads a reference to a secret: addresses of mail servers and chats are secrets, since
 * whoever knows them may write there.
 */
export function sinkForm<S extends z.ZodType>(secret: S) {
  const common = {
    id: z.string().regex(/^[a-z0-9-]{1,64}$/),
    tells: z.array(telling).min(1),
    titles: z.boolean().default(false),
  };
  return z.discriminatedUnion("kind", [
    z.strictObject({
      ...common,
      kind: z.literal("mail"),
      smtp: secret,
      from: mailAddress,
      to: z.array(mailAddress).min(1),
    }),
    z.strictObject({
      ...common,
      tells: common.tells.default(TO_AUTHORS),
      kind: z.literal("authors"),
      smtp: secret,
      from: mailAddress,
      people: z
        .record(z.string().min(1), mailAddress)
        .refine((people) => Object.keys(people).length > 0, "names nobody"),
    }),
    z.strictObject({ ...common, kind: z.literal("webhook"), url: z.url({ protocol: /^https?$/ }), secret }),
    z.strictObject({ ...common, kind: z.literal("chat"), url: secret }),
  ]);
}

/** A sink as the settings have it, its secrets not read yet. */
export type SinkSettings<S> = { readonly id: string; readonly tells: Sink["tells"]; readonly titles: boolean } & (
  | { readonly kind: "mail"; readonly smtp: S; readonly from: string; readonly to: readonly string[] }
  | {
      readonly kind: "authors";
      readonly smtp: S;
      readonly from: string;
      readonly people: Readonly<Record<string, string>>;
    }
  | { readonly kind: "webhook"; readonly url: string; readonly secret: S }
  | { readonly kind: "chat"; readonly url: S }
);

/**
 * Reads the secrets of a sink, and makes one of each author that it names; `settings.sink` where an address is none, in words that do not
 * repeat it.
 */
export async function openSinks<S>(
  settings: SinkSettings<S>,
  read: (secret: S) => Promise<string>,
): Promise<readonly Sink[]> {
  const { id, tells, titles } = settings;
  if (settings.kind !== "authors") return [{ id, tells, titles, address: await addressOf(settings, read) }];
  const { from } = settings;
  const smtp = checked(id, await read(settings.smtp), MAIL);
  return Object.entries(settings.people).map(([author, to]) => {
    return { id: `${id}/${author}`, tells, titles, author, address: { kind: "mail", smtp, from, to: [to] } };
  });
}

const MAIL = /^smtps?:$/;

async function addressOf<S>(
  settings: Exclude<SinkSettings<S>, { readonly kind: "authors" }>,
  read: (secret: S) => Promise<string>,
): Promise<Address> {
  const { id } = settings;
  switch (settings.kind) {
    case "mail": {
      const { kind, from, to } = settings;
      return { kind, from, to, smtp: checked(id, await read(settings.smtp), MAIL) };
    }
    case "webhook":
      return { kind: "webhook", url: settings.url, secret: await read(settings.secret) };
    case "chat":
      return { kind: "chat", url: checked(id, await read(settings.url), /^https?:$/) };
    default:
      return settings satisfies never;
  }
}

function checked(id: string, url: string, protocol: RegExp): string {
  if (URL.canParse(url) && protocol.test(new URL(url).protocol)) return url;
  throw new CountersignError("settings.sink", `the address of sink ${id} is no URL of the kind that it has to be`);
}

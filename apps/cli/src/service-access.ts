import { resolve } from "node:path";
import { readBounded } from "@countersign/adapters/files/reading";
import { CountersignError } from "@countersign/core";
import type { Invocation, Option } from "./command.ts";
import { keptSession } from "./kept-session.ts";
import { serviceAddress } from "./service-client.ts";
import type { ServiceAddress } from "./service-client.ts";

/** Options of commands that work at a service. */
export const SERVICE_OPTIONS: Readonly<Record<string, Option>> = {
  url: { value: "URL", help: "the address of the service" },
  "token-file": { value: "FILE", help: "the file with a program's token; without it, the session of `login`" },
};

/** Where a command works, and with what it is let in. */
export type ServiceAccess = { readonly address: ServiceAddress; readonly token: string };

/** The service of a call, and its token: from `--token-file`, else the kept session. `usage.url`, `usage.token`, `auth.no-login`. */
export async function serviceAccess({ required, value, home }: Invocation): Promise<ServiceAccess> {
  const address = serviceAddress(required("url"));
  const file = value("token-file");
  if (file === undefined) return { address, token: (await keptSession(home, address)).token };
  return { address, token: await tokenIn(file) };
}

/** The token that a file has, alone or with blanks around it; `usage.token`. */
export async function tokenIn(file: string): Promise<string> {
  const token = new TextDecoder().decode(await readBounded(resolve(file), 2048)).trim();
  if (/^[!-~]{1,1024}$/.test(token)) return token;
  throw new CountersignError("usage.token", `${JSON.stringify(file.slice(0, 200))} has no token in it`);
}

import { SESSION_LIFE } from "./session.ts";

/** The session's secret in a header `Cookie`; the last one where there are several of the name. */
export function sessionCookie(header: string | undefined, origin: string): string | undefined {
  const name = nameFor(origin);
  const found = header?.split(";").findLast((pair) => pair.trim().startsWith(`${name}=`));
  return found?.trim().slice(name.length + 1);
}

/** The header `Set-Cookie` that keeps a secret in a browser. */
export function keepCookie(origin: string, secret: string): string {
  return `${nameFor(origin)}=${secret}; Max-Age=${SESSION_LIFE.most}; ${attributes(origin)}`;
}

/** The header `Set-Cookie` that takes it away. */
export function dropCookie(origin: string): string {
  return `${nameFor(origin)}=; Max-Age=0; ${attributes(origin)}`;
}

/** No other host of the domain can set one whose name begins with `__Host-`; without TLS browsers refuse that. */
function nameFor(origin: string): string {
  return isTls(origin) ? "__Host-countersign" : "countersign";
}

function attributes(origin: string): string {
  return `Path=/; HttpOnly; SameSite=Strict${isTls(origin) ? "; Secure" : ""}`;
}

const isTls = (origin: string) => origin.startsWith("https://");

import { CountersignError } from "@countersign/core/error";

/** Where a server is to listen, as people type it: `HOST:PORT`, `[HOST]:PORT`; `usage.listen` for anything else. */
export function listenAddress(text: string): { readonly host: string; readonly port: number } {
  const [, host, port] = /^\[?([^\]]+?)\]?:(\d{1,5})$/.exec(text) ?? [];
  if (host === undefined || Number(port) > 65_535)
    throw new CountersignError("usage.listen", `${JSON.stringify(text)} is not HOST:PORT`);
  return { host, port: Number(port) };
}

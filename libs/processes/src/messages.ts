/** What the starter is told first: the socket on which it reaches the process that it serves, in a folder that it removes at its end. */
export type Served = { readonly folder: string; readonly socket: string };

/** A program to start; `id` names it in everything that is said of it. */
export type Order = {
  readonly id: number;
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd?: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly hasInput: boolean;
};

/** What the starter says: that it is ready, that a program runs or could not be started, and how it ended. */
export type Told =
  | { readonly ready: true }
  | { readonly id: number; readonly pid: number }
  | { readonly id: number; readonly code: string; readonly message: string }
  | { readonly id: number; readonly exit: number | null; readonly signal: string | null };

/** Bytes that a connection begins with: the order's id in hexadecimal, and which of the three streams it is. */
export const HEADER = 13;

/** The header of one stream. */
export function header(id: number, stream: number): string {
  return `${id.toString(16).padStart(HEADER - 1, "0")}${stream}`;
}

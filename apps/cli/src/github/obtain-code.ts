import { setTimeout } from "node:timers/promises";
import { CountersignError, spellDuration } from "@countersign/core";
import type { Invocation } from "../command.ts";
import { openLoopback } from "./loopback.ts";
import { codeIn, pastedCode } from "./pasted-code.ts";
import type { RegistrationPage } from "./registration-page.ts";

/** What somebody at a browser is asked for. */
export type CodeQuestion = {
  /** Unguessable; it comes back with the code. */
  readonly state: string;
  /** The page for the address that GitHub sends the browser back to. */
  readonly pageFor: (redirect: string) => RegistrationPage;
  /** Seconds to wait for the browser. */
  readonly wait: number;
  /** Where the App would be by now, if GitHub made it and nobody came back. */
  readonly apps: string;
};

/** Where a browser on another machine ends: nobody answers there, and the address has the code. */
const ELSEWHERE = "http://127.0.0.1:7383/created";

/** Has a browser on this machine go to GitHub, and waits until it comes back with a code. `usage.waited`, `usage.code` */
export async function codeFromBrowser({ terminal }: Invocation, question: CodeQuestion): Promise<string> {
  const { state, pageFor, wait, apps } = question;
  await using loopback = await openLoopback(state, pageFor);
  const { port } = new URL(loopback.address);
  terminal.note(
    `Open this page in a browser of this machine, within ${spellDuration(wait)}:\n\n  ${loopback.address}\n`,
  );
  terminal.note(
    `A browser elsewhere reaches it through ssh -L ${port}:127.0.0.1:${port}, or begin again with --paste.`,
  );
  const ended = new AbortController();
  const late = setTimeout(wait * 1000, undefined, { signal: ended.signal }).then(
    () => {
      throw new CountersignError("usage.waited", `nobody came back from GitHub within ${spellDuration(wait)}`, {
        remedy: `Begin again, with a longer --wait if need be; an App that you made meanwhile is at ${apps}, and can be deleted there.`,
      });
    },
    () => "",
  );
  try {
    return codeIn(await Promise.race([loopback.code, late]));
  } finally {
    ended.abort();
  }
}

/** The same for a browser elsewhere: it is given the page as an address, and somebody brings back the address at which it ended. */
export async function codeFromPaste({ terminal }: Invocation, { state, pageFor }: CodeQuestion): Promise<string> {
  const page = Buffer.from(pageFor(ELSEWHERE).html).toString("base64");
  terminal.note(
    `Put this whole line into the address bar of a browser; it is the page with the button:\n\ndata:text/html;base64,${page}\n\n` +
      `Afterwards the browser ends at ${ELSEWHERE}, where nothing answers: copy that address from the address bar.`,
  );
  return pastedCode(await terminal.line("The address, or the code in it:"), state);
}

import { shellWord } from "../next-command.ts";
import type { DemoFolder } from "./service-home.ts";

/** Where the events of a demo's service go that runs at a terminal, below its folder. */
export const SERVICE_LOG = "service.log";

/** Who is who on Lumen. */
const PLACES = [
  ["dana", "reviews for the oracle"],
  ["nils", "reviews as data guard"],
  ["mira", "works for the company"],
] as const;

/** What of a running demo is told: its address, how people type this program, whether it has the web app, and whether its events go to a file. */
export type Welcome = {
  readonly url: string;
  readonly name: string;
  readonly isApp: boolean;
  readonly isQuiet: boolean;
};

/** What somebody is told who has started the demo: where it is, and every step of signing in, as it is to be typed. */
export function welcome({ folder, home, keyOf }: DemoFolder, told: Welcome): readonly string[] {
  const { url, isQuiet } = told;
  const command = shellWord(told.name);
  const own = `--home ${shellWord(home)}`;
  return [
    ...browserLines(told),
    ...PLACES.map(([person, what]) => `  ${person} ${what}: ${shellWord(keyOf(person))}`),
    `What everybody sees, without signing in: ${url}/public`,
    "",
    "In a shell:",
    `  ${command} login --url ${url} --key ${shellWord(keyOf("dana"))} ${own}`,
    `  ${command} queue ${own}`,
    `  ${command} show CHANGE ${own}`,
    `  ${command} approve CHANGE --key ${shellWord(keyOf("dana"))} ${own}`,
    "",
    `Lumen's changes come into the queue within half a minute. Everything is in ${folder}${isQuiet ? `; what the service says, in its ${SERVICE_LOG}` : ""}.`,
    "Ctrl-C ends it; started again, it goes on where it was.",
  ];
}

function browserLines({ url, isApp }: Welcome): readonly string[] {
  if (!isApp)
    return [`The service is at ${url}. Its web app was not built: npm start builds it. Keys to sign in with:`];
  return [
    `In a browser: ${url}`,
    "To sign in there, choose \u201cSign in with an SSH key instead\u201d, then \u201cShow the command\u201d. Run that command in a shell, with one of these",
    "keys in the place of ~/.ssh/id_ed25519, and paste what it prints into the page:",
  ];
}

import { checkPacket, CountersignError } from "@countersign/core";
import type { ChangeRecord, LogContents, Logged, Packet } from "@countersign/core";
import { nodeCrypto } from "@countersign/crypto/node";
import { contentsOf, keptPacket, workInHome } from "@countersign/home";
import type { Invocation } from "./command.ts";
import { readDecisionLog } from "./decision-log.ts";
import { packetsInBundle } from "./judging.ts";
import { nextCommand, shellWord } from "./next-command.ts";

/** A log to look at, verified: this home's, which is locked meanwhile, or that of a bundle. */
export type LogView = AsyncDisposable & {
  readonly contents: LogContents;
  /** The packets of changes, by change, as far as they are there; each checked against its record (`checkPacket`). */
  readonly packets: (changes: readonly Logged<ChangeRecord>[]) => Promise<ReadonlyMap<string, Packet>>;
};

/** Opens what a call looks at: `--bundle` with `--root`, else the home. Codes of `readDecisionLog`. */
export async function openLogView(invocation: Invocation): Promise<LogView> {
  const bundle = invocation.value("bundle");
  if (bundle === undefined && invocation.value("root") === undefined) return homeView(invocation);
  const contents = await readDecisionLog(invocation);
  const packets: LogView["packets"] = (changes) => packetsOf(bundle ?? "", changes);
  return { contents, packets, [Symbol.asyncDispose]: async () => {} };
}

async function homeView({ home }: Invocation): Promise<LogView> {
  const opened = await workInHome(home);
  try {
    const packets: LogView["packets"] = async (changes) => {
      const found = new Map<string, Packet>();
      for (const { record } of changes) {
        const packet = await keptPacket(opened, record);
        if (packet !== undefined) found.set(record.change, packet);
      }
      return found;
    };
    return { contents: contentsOf(opened), packets, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() };
  } catch (error) {
    await opened[Symbol.asyncDispose]();
    throw error;
  }
}

/** The packets that a bundle carries for some changes; one that is not what its change record names is refused. */
async function packetsOf(
  bundle: string,
  changes: readonly Logged<ChangeRecord>[],
): Promise<ReadonlyMap<string, Packet>> {
  const wanted = new Map(changes.map(({ leaf, record }) => [leaf, record]));
  const found = new Map<string, Packet>();
  for await (const { index, packet } of packetsInBundle(bundle)) {
    const record = wanted.get(index);
    if (record !== undefined) found.set(record.change, checkPacket(nodeCrypto, packet, record));
  }
  return found;
}

/** The packet of one change; `packet.missing` where it is not, and how to get it. */
export async function packetIn(
  view: LogView,
  logged: Logged<ChangeRecord>,
  { value, home }: Invocation,
): Promise<Packet> {
  const { record } = logged;
  const packet = (await view.packets([logged])).get(record.change);
  if (packet !== undefined) return packet;
  throw new CountersignError(
    "packet.missing",
    value("bundle") === undefined
      ? `the packet ${record.packet.sha256} is not in ${home.dir}; capturing the change again makes it again`
      : `the packet ${record.packet.sha256} is not in ${value("bundle")}; ask for one made with: countersign bundle --packets -o FILE`,
  );
}

/** The command to type next, about the same log. */
export function nextLook(invocation: Pick<Invocation, "value">, command: string): string {
  const names = (["bundle", "root"] as const).flatMap((name) => {
    const value = invocation.value(name);
    return value === undefined ? [] : [` --${name} ${shellWord(value)}`];
  });
  return nextCommand(invocation, `${command}${names.join("")}`);
}

import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { LeafLine } from "@countersign/core";
import { CountersignError } from "@countersign/core/error";
import { nodeCrypto } from "@countersign/crypto/node";
import { EMPTY_EDGE, frontierRoot, planAppend } from "@countersign/tlog";
import type { MirrorParts, SignedTree } from "./mirror.ts";

const ORIGIN = "log.acme.example/feed";

/** A server of a log as it grows: its tree at each size, and evidence, of which it hides that of some leaves. */
export type ShownLog = {
  readonly client: MirrorParts["client"];
  readonly tree: (size: number) => SignedTree;
  readonly tiles: ReadonlyMap<string, Uint8Array>;
  readonly hidden: Set<number>;
};

/** Shows the leaves of a log, every size of it. */
export function shownLog(lines: readonly Required<LeafLine>[]): ShownLog {
  const tiles = new Map<string, Uint8Array>();
  const roots: Uint8Array[] = [];
  const evidence = new Map<string, Uint8Array>();
  let edge = EMPTY_EDGE;
  for (const { leaf, salt, evidence: envelope } of lines) {
    const plan = planAppend(nodeCrypto, ORIGIN, edge, [leaf]);
    for (const { path, bytes } of plan.writes) tiles.set(path, bytes);
    edge = plan.edge;
    roots.push(frontierRoot(nodeCrypto, edge.frontier));
    const salted = Buffer.concat([salt, envelope]);
    evidence.set(createHash("sha256").update(salted).digest("hex"), new Uint8Array(salted));
  }
  const hidden = new Set<number>();
  return {
    tiles,
    hidden,
    tree: (size) => ({ size, root: roots[size - 1] ?? new Uint8Array() }),
    client: {
      async tile(path) {
        const bytes = tiles.get(path);
        if (bytes === undefined) throw new CountersignError("log.tile-missing", path);
        return bytes;
      },
      async evidence(sha256) {
        const index = [...evidence.keys()].indexOf(sha256);
        return hidden.has(index) ? undefined : evidence.get(sha256);
      },
    },
  };
}

/** The same over HTTP; it shows evidence to everybody, and no checkpoint. */
export async function serveShown({
  client,
  tiles,
}: {
  readonly client: Pick<ShownLog["client"], "evidence">;
  readonly tiles: Pick<ShownLog["tiles"], "get">;
}) {
  const server = createServer((request, response) => {
    const [, kind = "", name = ""] = /^\/(log|evidence)\/(.*)$/.exec(request.url ?? "") ?? [];
    const found = kind === "log" ? Promise.resolve(tiles.get(name)) : client.evidence(name);
    void found.then((bytes) => response.writeHead(bytes === undefined ? 404 : 200).end(bytes));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
    [Symbol.dispose]: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

import type { Hub } from "../hub.ts";
import type { Repository } from "../state/repositories.ts";
import { known } from "../state/table.ts";
import { tellMoves } from "./moves.ts";
import type { Move, MoveKind } from "./moves.ts";
import { advanceQueue } from "./queue.ts";

/** What follows when refs have moved, also that queues of the branches start again. In the order of the repository. */
export async function moveRefs(
  hub: Hub,
  repository: Repository,
  moves: readonly Move[],
  by: number,
  kind: MoveKind = "pushed",
): Promise<void> {
  await tellMoves(hub, repository, moves, by, kind);
  for (const { ref } of moves.filter((move) => move.ref.startsWith("refs/heads/")))
    await advanceQueue(hub, known(hub.state.repositories, repository.id), ref.slice("refs/heads/".length));
}

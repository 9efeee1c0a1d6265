import type {
  AccessAuditTable,
  IdempotencyTable,
  LoginChallengeTable,
  SessionTable,
  TokenTable,
} from "../access/table.ts";
import type {
  CaptureProblemTable,
  LandedStepTable,
  ProposalTable,
  PushTable,
  RefMoveTable,
  TipTable,
} from "../capture/table.ts";
import type { GithubTables } from "../github/table.ts";
import type { NotifyTables } from "../notify/table.ts";
import type { QueueTables } from "../queue/table.ts";
import type { TickTable, WorkTable } from "../work/table.ts";

/** The tables of the service, by name; migrations/ makes them. Whatever the log says can be read from it again. */
export type Tables = QueueTables &
  NotifyTables &
  GithubTables & {
    readonly capture_problem: CaptureProblemTable;
    readonly landed_step: LandedStepTable;
    readonly proposal: ProposalTable;
    readonly push: PushTable;
    readonly ref_move: RefMoveTable;
    readonly tip: TipTable;
    readonly tick: TickTable;
    readonly work: WorkTable;
    readonly login_challenge: LoginChallengeTable;
    readonly session: SessionTable;
    readonly token: TokenTable;
    readonly idempotency: IdempotencyTable;
    readonly access_audit: AccessAuditTable;
  };

import { dataGuard } from "./data-guard/data-guard.ts";
import { oracle } from "./oracle/oracle.ts";
import type { RoleGuide } from "./role-guide.ts";

/** The roles that this program knows; a policy may name others, which see every finding. */
export const ROLES: readonly RoleGuide[] = [oracle, dataGuard];

import type { Placed } from "@countersign/home";

/** `; it counts once oracle-w cosigned`, or nothing. */
export function waitingText({ waitingFor }: Pick<Placed, "waitingFor">): string {
  return waitingFor.length === 0 ? "" : `; it counts once ${waitingFor.join(", ")} cosigned`;
}

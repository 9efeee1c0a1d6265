import { GROUP_1 } from "./group-1.ts";
import { GROUP_2 } from "./group-2.ts";
import { GROUP_3 } from "./group-3.ts";
import { GROUP_4 } from "./group-4.ts";
import { GROUP_5 } from "./group-5.ts";
import { GROUP_6 } from "./group-6.ts";
import { GROUP_7 } from "./group-7.ts";
import { GROUP_8 } from "./group-8.ts";
import { GROUP_9 } from "./group-9.ts";
import type { Row } from "./row.ts";

/** Every attack that must fail, in the order of the groups: A to J without I. */
export const CATALOGUE: readonly Row[] = [
  ...GROUP_1,
  ...GROUP_2,
  ...GROUP_3,
  ...GROUP_4,
  ...GROUP_5,
  ...GROUP_6,
  ...GROUP_7,
  ...GROUP_8,
  ...GROUP_9,
];

import type { ColumnType, Generated } from "kysely";

/** A time that the database gives as a Date. */
type Time = ColumnType<Date | null, Date | null, Date | null>;
/** One that is now unless it is given. */
type Since = ColumnType<Date, Date | undefined, Date>;

/** One row for each thing that has to be made right: at most one of a kind and a key, however often it was asked for. */
export type WorkTable = {
  readonly kind: string;
  /** What it is about. Work of one key is done by one worker at a time. */
  readonly key: string;
  /** How often it was asked for: who did it knows by this whether it was asked for again meanwhile. */
  readonly requested: Generated<string>;
  /** Since when it is undone. */
  readonly asked: Since;
  /** When it is tried next. */
  readonly due: Since;
  /** Tries in a row that failed. */
  readonly failures: Generated<number>;
  /** The code of the last failure. */
  readonly code: string | null;
  /** Set where nobody tries any more before people look. */
  readonly parked: Time;
  /** Names the worker that has it, for as long as it says that it is alive. */
  readonly lease: string | null;
  readonly leased_until: Time;
};

/** When work that is asked for again and again was asked for last. */
export type TickTable = { readonly kind: string; readonly key: string; readonly last: Since };

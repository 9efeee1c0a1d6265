import type { ColumnType, Generated } from "kysely";

type Since = ColumnType<Date, Date | undefined, Date>;

/** The event up to which it was said who is told; one row. */
type DeliveryPlaceTable = { readonly key: string; readonly event: string };

/** One message to one sink. Its id goes with it on the wire, so that a receiver who gets it twice can tell. */
type DeliveryTable = {
  readonly id: Generated<string>;
  /** What makes it one: the sink with the first event, or with the end of the period of a digest. */
  readonly key: string;
  readonly sink: string;
  readonly made: Since;
  /** When it is sent, or tried next. */
  readonly due: Date;
  readonly tries: Generated<number>;
  /** `waiting`, `sent`, or `parked` where nobody tries any more before people look. */
  readonly state: Generated<string>;
  /** Of the last failure. */
  readonly code: string | null;
  readonly sent: Date | null;
};

/** What a message tells. */
type DeliveryEventTable = { readonly delivery: string; readonly event: string };

/** The tables of notifications, by name. */
export type NotifyTables = {
  readonly delivery_place: DeliveryPlaceTable;
  readonly delivery: DeliveryTable;
  readonly delivery_event: DeliveryEventTable;
};

/** What every record has: a number that it keeps, whatever it is renamed to. */
export type Row = { readonly id: number };

/** Records of one kind by their ids, in the order in which they were made. A record is replaced, never altered. */
export type Table<R extends Row> = {
  readonly get: (id: number) => R | undefined;
  readonly put: (row: R) => R;
  /** Replaces the named members of a record that is there. */
  readonly change: (id: number, members: Partial<Omit<R, "id">>) => R;
  readonly remove: (id: number) => void;
  readonly all: () => readonly R[];
  readonly where: (test: (row: R) => boolean) => readonly R[];
  readonly find: (test: (row: R) => boolean) => R | undefined;
};

/** An empty table. */
export function table<R extends Row>(): Table<R> {
  const rows = new Map<number, R>();
  const all = () => [...rows.values()];
  const put = (row: R) => {
    rows.set(row.id, row);
    return row;
  };
  return {
    get: (id) => rows.get(id),
    put,
    change: (id, members) => {
      const row = rows.get(id);
      if (row === undefined) throw new Error(`there is no record ${id}`);
      return put({ ...row, ...members });
    },
    remove: (id) => void rows.delete(id),
    all,
    where: (test) => all().filter(test),
    find: (test) => {
      for (const row of rows.values()) if (test(row)) return row;
      return undefined;
    },
  };
}

/** The record, which is known to be there. */
export function known<R extends Row>(table: Table<R>, id: number): R {
  const row = table.get(id);
  if (row === undefined) throw new Error(`there is no record ${id}`);
  return row;
}

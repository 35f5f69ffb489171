import { z } from "zod";

/**
 * One page of a list. The console walks by keyset: `after` is the cursor of the last row seen. The wire walks by number
 * (GEN-07): `pageNumber` from 1. A list takes one of the two.
 */
export const pageSchema = z.object({
  size: z.int().min(1).max(100).default(10),
  number: z.int().min(1).max(1_000_000).optional(),
  after: z.string().max(400).optional(),
});

export interface Page<Row> {
  rows: Row[];
  total: number;
  /** Cursor of the next page, or null on the last one. */
  next: string | null;
}

/** A place in a list sorted by time and pk, newest first. */
export interface Place {
  at: Date;
  pk: string;
}

const PK = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

export function encodeCursor({ at, pk }: Place): string {
  return `${at.getTime()}.${pk}`;
}

/** Where the year 10000 begins: no list of ours has come so far. */
const END_OF_TIME = 253_402_300_800_000;

/** The place a cursor names; undefined for one that no list of ours wrote, which then begins at the start. */
export function decodeCursor(cursor: string | undefined): Place | undefined {
  const [time, pk] = cursor?.split(".") ?? [];
  if (!time || !pk || !/^\d{1,15}$/.test(time) || !PK.test(pk) || Number(time) >= END_OF_TIME) return undefined;
  return { at: new Date(Number(time)), pk };
}

/** Rows that come after `place`, newest first, as a Prisma condition over `createdAt` and `pk`. */
export function afterPlace(place: Place | undefined) {
  if (!place) return {};
  return { OR: [{ createdAt: { lt: place.at } }, { createdAt: place.at, pk: { lt: place.pk } }] };
}

/** Splits `size + 1` rows into a page and the cursor of the next. */
export function pageOf<Row extends { createdAt: Date; pk: string }, View>(
  rows: Row[],
  total: number,
  size: number,
  view: (row: Row) => View,
): Page<View> {
  const shown = rows.slice(0, size);
  const last = shown.at(-1);
  return {
    rows: shown.map(view),
    total,
    next: rows.length > size && last ? encodeCursor({ at: last.createdAt, pk: last.pk }) : null,
  };
}

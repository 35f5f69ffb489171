/**
 * Rows as PostgreSQL's own `record_send` writes them, one after the other: per row the number of fields, per field its
 * type, its length (-1: null) and its bytes. Nothing within a field can be taken for the end of it. It stands on one row
 * at a time and makes no object of it: there are a million.
 */
export class RecordRows {
  readonly bytes: Buffer;
  /** Where each field of this row begins and ends; both -1 where it is null. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Where this row begins, for `goTo`. */
  place = 0;
  #next = 0;

  constructor(
    bytes: Uint8Array,
    private readonly fields: number,
  ) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.from = new Int32Array(fields);
    this.to = new Int32Array(fields);
  }

  /** Stands on the next row; false where there is none. */
  next(): boolean {
    return this.goTo(this.#next);
  }

  goTo(place: number): boolean {
    if (place >= this.bytes.length) return false;
    this.place = place;
    if (this.#int(place) !== this.fields) throw new Error("a row has other fields than were asked for");
    let at = place + 4;
    for (let field = 0; field < this.fields; field++) {
      const length = this.#int(at + 4);
      at += 8;
      this.from[field] = length < 0 ? -1 : at;
      if (length > 0) at += length;
      this.to[field] = length < 0 ? -1 : at;
    }
    this.#next = at;
    return true;
  }

  hex(field: number): string {
    return this.bytes.toString("hex", this.#from(field), this.#to(field));
  }

  uuid(field: number): string {
    const hex = this.hex(field);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  /** A bigint that is a safe integer. */
  integer(field: number): number {
    const from = this.#from(field);
    return this.#int(from) * 2 ** 32 + (this.#int(from + 4) >>> 0);
  }

  /** A timestamp in microseconds since 1970; null for infinity, which is no time. */
  microseconds(field: number): number | null {
    const high = this.#int(this.#from(field));
    return high === 0x7fff_ffff || high === -0x8000_0000 ? null : this.integer(field) + EPOCH_2000;
  }

  /** Whether a field is, byte for byte, that of another row. */
  fits(field: number, other: RecordRows, otherField: number): boolean {
    const [from, to, otherFrom] = [this.#from(field), this.#to(field), other.#from(otherField)];
    if (other.#to(otherField) - otherFrom !== to - from) return false;
    for (let n = 0; n < to - from; n++) if (this.bytes[from + n] !== other.bytes[otherFrom + n]) return false;
    return true;
  }

  #from(field: number): number {
    return this.from[field] as number; // within `fields`
  }

  #to(field: number): number {
    return this.to[field] as number;
  }

  #int(at: number): number {
    const { bytes } = this;
    return (
      ((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number)
    );
  }
}

/** PostgreSQL counts from the year 2000. */
const EPOCH_2000 = Date.UTC(2000, 0, 1) * 1000;

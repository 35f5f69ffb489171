/** A clock that tests move: business time only; leases and nonces keep the database's own (decisions 14). */
export class TestClock {
  #at: number;

  constructor(at: string | Date = "2026-11-22T04:00:00.000Z") {
    this.#at = new Date(at).getTime();
  }

  now = (): Date => new Date(this.#at);

  set(at: string | Date): void {
    this.#at = new Date(at).getTime();
  }

  advance(by: { days?: number; hours?: number; minutes?: number; seconds?: number }): void {
    const { days = 0, hours = 0, minutes = 0, seconds = 0 } = by;
    this.#at += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
  }
}

import type { BackupType } from "@/lib/generated/prisma/enums";
import { Seeded } from "@/lib/testing/seeded";
import { addDays, type BusinessDay, businessDayOf, daysBetween, endOfPeriod } from "../calendar";
import { nextPeriod } from "../instances/extend-instance";
import { backupStateAt, hasLeft, isPurgeDue, leavesAt, type Standing } from "./backup-lifecycle-rules";
import { extensionFault } from "./backup-purchase-rules";
import { planRun, runDueAt } from "./backup-schedule-rules";
import { type BackupAction, backupVerdict } from "./backup-state";
import { type QueryableRange, queryableRange } from "./queryable-range-rules";

// A year and more of backups in virtual time, on the product's own pure planners (S27): people buy, enable, extend, renew
// and reset, instances are released, the worker stands still for weeks, and the clock is wrong for a while. Every step is
// checked; a broken invariant throws with its seed.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ZONES = [
  "Asia/Shanghai",
  "America/New_York",
  "Europe/Berlin",
  "Australia/Lord_Howe",
  "America/Santiago",
] as const;
const STARTS = ["2027-02-10", "2027-12-20", "2028-02-20", "2026-11-22", "2028-10-25"] as const;
const JUMPS = [-HOUR, DAY] as const;

interface Run {
  tickAt: Date;
  day: BusinessDay;
  kind: "Full" | "Incremental";
}

interface Backup extends Standing {
  id: number;
  viewableDays: number;
  enabledAt: Date | null;
  lastTickAt: Date | null;
  lastCompletedAt: Date | null;
  lastBusinessDay: BusinessDay | null;
  takenAt: Date | null;
  runs: Run[];
}

export interface Simulated {
  trace: string[];
  years: number;
  counts: Record<"runs" | "purged" | "renewed" | "extended" | "reset" | "jumps" | "outages", number>;
}

export class Simulation {
  readonly #random: Seeded;
  readonly #zone: string;
  readonly #begun: number;
  readonly #backups: Backup[] = [];
  readonly #out: Simulated;
  #true: number;
  #offset = 0;
  #bindings = 0;

  constructor(readonly seed: number) {
    this.#random = new Seeded(seed);
    this.#zone = this.#random.pick(ZONES);
    this.#begun = Date.parse(`${this.#random.pick(STARTS)}T10:00:00Z`) + this.#random.below(288) * 5 * MINUTE;
    this.#true = this.#begun;
    const counts = { runs: 0, purged: 0, renewed: 0, extended: 0, reset: 0, jumps: 0, outages: 0 };
    this.#out = { trace: [], years: 0, counts };
    for (const type of ["SystemCreated", "Default", "Paid", "Paid"] as const) this.#make(type);
  }

  /** Until a year has passed and `steps` have been made. */
  run(steps = 700): Simulated {
    for (let step = 0; step < steps || this.#true - this.#begun < 366 * DAY; step++) this.#step();
    this.#out.years = (this.#true - this.#begun) / (365 * DAY);
    return this.#out;
  }

  #now = () => new Date(this.#true + this.#offset);
  #day = (at: Date) => businessDayOf(at, this.#zone);
  #say = (what: string) => this.#out.trace.push(`${this.#now().toISOString()} ${what}`);
  #assert(holds: boolean, what: string): asserts holds {
    if (!holds) throw new Error(`seed ${this.seed}, ${this.#now().toISOString()} ${this.#zone}: ${what}`);
  }

  #step(): void {
    const chance = this.#random.below(100);
    if (chance < 1) this.#outage();
    else this.#true += chance < 35 ? 5 * MINUTE : this.#random.below(216) * 5 * MINUTE;
    if (this.#offset !== 0 && this.#random.below(4) === 0) this.#offset = 0;
    else if (this.#random.below(60) === 0) {
      this.#offset = this.#random.pick(JUMPS);
      this.#out.counts.jumps++;
      this.#say(`clock ${this.#offset / HOUR} h`);
    }
    for (const backup of [...this.#backups]) {
      if (this.#random.below(25) === 0) this.#act(backup);
      if (this.#random.below(3) === 0) this.#checkView(backup);
    }
    // A turn is missed here and there, of all the worker does or of a part of it.
    if (this.#random.below(10) > 0) this.#work();
  }

  #outage(): void {
    this.#true += this.#random.below(40) * DAY;
    this.#out.counts.outages++;
    this.#say("after an outage");
  }

  #make(type: BackupType): void {
    const now = this.#now();
    const months = 1 + this.#random.below(3);
    const backup: Backup = {
      id: this.#backups.length + this.#out.trace.length,
      type,
      state: "Disabled",
      bindingId: null,
      expiresAt: type === "Paid" ? endOfPeriod(now, months, this.#zone) : null,
      sourceReleasedAt: null,
      leaving: false,
      viewableDays: type === "SystemCreated" ? 90 : 7,
      enabledAt: null,
      lastTickAt: null,
      lastCompletedAt: null,
      lastBusinessDay: null,
      takenAt: null,
      runs: [],
    };
    if (type === "SystemCreated") this.#bind(backup);
    this.#backups.push(backup);
    this.#say(`made ${type} ${backup.id}`);
  }

  #bind(backup: Backup): void {
    const bindingId = String(++this.#bindings);
    Object.assign(backup, UNBOUND, { state: "Enabled", bindingId, enabledAt: this.#now(), runs: [] });
  }

  /** What a person does, as the table of BKP-51 lets them. */
  #act(backup: Backup): void {
    const now = this.#now();
    if (hasLeft(backup, now, this.#zone)) return;
    const state = backupStateAt(backup, now);
    const actions = ["enable", "extend", "renew", "renew", "reset", "release"] as const;
    const action = this.#random.pick(actions);
    if (action === "release") {
      this.#release(backup);
      return;
    }
    // Resets are rare, or nothing would ever be old.
    if (action === "reset" && this.#random.below(8) > 0) return;
    const verdict = backupVerdict(action, { type: backup.type, state });
    if (state === "Expired" && action !== "renew") this.#assert(verdict !== "ok", `${action} of an expired backup`);
    if (verdict !== "ok") return;
    this.#say(`${action} ${backup.id}`);
    this.#do(action, backup, now);
  }

  #do(action: BackupAction, backup: Backup, now: Date): void {
    const { viewableDays, expiresAt } = backup;
    if (action === "enable") this.#bind(backup);
    if (action === "reset") {
      Object.assign(backup, UNBOUND, { state: "Disabled", bindingId: null, enabledAt: null, runs: [] });
      this.#out.counts.reset++;
      const isAsBefore = backup.viewableDays === viewableDays && backup.expiresAt === expiresAt;
      this.#assert(isAsBefore, "a reset changed days or expiry (BKP-112)");
    }
    if (action === "extend") this.#extend(backup, now);
    if (action === "renew") this.#renew(backup, now);
  }

  #extend(backup: Backup, now: Date): void {
    const to = this.#random.below(4) === 0 ? backup.viewableDays : this.#random.below(650);
    const before = this.#rangeOf(backup, now);
    const fault = extensionFault(backup.viewableDays, to);
    const isAllowed = to > backup.viewableDays && to >= 7 && to <= 600;
    this.#assert((fault === null) === isAllowed, `extension from ${backup.viewableDays} to ${to}`);
    if (fault) return;
    backup.viewableDays = to;
    const after = this.#rangeOf(backup, now);
    if (before && after) this.#assert(after.from <= before.from && after.to === before.to, "an extension hid days");
    this.#out.counts.extended++;
  }

  #renew(backup: Backup, now: Date): void {
    const { expiresAt } = backup;
    this.#assert(expiresAt !== null, "renewed without an end");
    const wasExpired = backupStateAt(backup, now) === "Expired";
    const { endsAt, startsAt } = nextPeriod(expiresAt, now, 1 + this.#random.below(2), this.#zone);
    this.#assert(endsAt > expiresAt && endsAt > now, "a renewal that ends nothing later");
    this.#assert(startsAt.getTime() === (wasExpired ? now : expiresAt).getTime(), "a period that begins elsewhere");
    backup.expiresAt = endsAt;
    if (wasExpired) {
      backup.state = backup.bindingId === null ? "Disabled" : "Enabled";
      backup.lastTickAt = null;
    }
    this.#out.counts.renewed++;
  }

  /** The source is released, after a last run (BKP-36). */
  #release(backup: Backup): void {
    if (backup.bindingId === null || backup.sourceReleasedAt !== null || this.#random.below(4) > 0) return;
    if (backupStateAt(backup, this.#now()) === "Enabled") this.#take(backup);
    backup.sourceReleasedAt = this.#now();
    this.#say(`source of ${backup.id} released`);
  }

  /** One turn of the worker: expiry, purge, runs. */
  #work(): void {
    const now = this.#now();
    const settles = this.#random.below(5) > 0;
    for (const backup of [...this.#backups]) {
      if (settles) backup.state = backupStateAt(backup, now);
      if (isPurgeDue(backup, now, this.#zone)) this.#purge(backup);
      else this.#runIfDue(backup, now);
    }
  }

  #purge(backup: Backup): void {
    const at = leavesAt(backup, this.#zone);
    this.#assert(at !== null && at.getTime() <= this.#true, "purged before its time, by a clock that was wrong (S28)");
    this.#assert(backup.type === "Paid" || backup.type === "SystemCreated", `purged a ${backup.type}`);
    if (backup.type === "Paid" && backup.expiresAt) {
      this.#assert(this.#true - backup.expiresAt.getTime() >= 15 * DAY, "less than 15 days of grace");
    }
    this.#backups.splice(this.#backups.indexOf(backup), 1);
    this.#out.counts.purged++;
    this.#say(`purged ${backup.id}`);
    this.#make(backup.type);
  }

  #runIfDue(backup: Backup, now: Date): void {
    if (backup.state !== "Enabled" || backup.sourceReleasedAt !== null) return;
    if (runDueAt(backup, now) !== null) {
      this.#take(backup);
      this.#assert(runDueAt(backup, now) === null, "a second run at once");
    }
    if (backupStateAt(backup, now) === "Enabled") this.#checkDaily(backup, now);
  }

  #take(backup: Backup): void {
    const now = this.#now();
    const { enabledAt, lastTickAt, lastCompletedAt, lastBusinessDay } = backup;
    this.#assert(enabledAt !== null && backup.sourceReleasedAt === null, "a run of nothing");
    this.#assert(backupStateAt(backup, now) === "Enabled", "a run of an expired backup (BKP-111)");
    const run = planRun({ enabledAt, lastTickAt, lastCompletedAt, lastBusinessDay }, now, this.#zone);
    const last = backup.runs.at(-1);
    this.#assert(!last || run.tickAt > last.tickAt, "a tick that is not later than the last");
    this.#assert(run.tickAt >= enabledAt, "a tick before the enabling (BKP-31)");
    const isFirst = !backup.runs.some(({ day }) => day === run.day);
    if (isFirst) this.#assert(run.kind === "Full", "a day that does not begin with its full (BKP-30)");
    if (!isFirst && run.kind === "Full") this.#assert(lastTickAt === null, "two fulls of one day");
    backup.runs.push(run);
    const moved = { lastTickAt: run.tickAt, lastCompletedAt: run.tickAt, lastBusinessDay: run.day, takenAt: now };
    Object.assign(backup, moved);
    this.#out.counts.runs++;
    this.#say(`${run.kind} ${backup.id} ${run.tickAt.toISOString()} ${run.day}`);
  }

  /** While the worker works, every day has its run; where the clock was ahead, its day came early. */
  #checkDaily(backup: Backup, now: Date): void {
    this.#assert((backup.lastBusinessDay ?? "") >= this.#day(now), "a day was missed (BKP-33)");
  }

  #rangeOf(backup: Backup, now: Date): QueryableRange | null {
    if (backup.enabledAt === null || backupStateAt(backup, now) !== "Enabled") return null;
    const { viewableDays, lastBusinessDay: lastRunDay } = backup;
    return queryableRange({ viewableDays, enabledDay: this.#day(backup.enabledAt), lastRunDay });
  }

  #checkView(backup: Backup): void {
    const now = this.#now();
    const range = this.#rangeOf(backup, now);
    if (!range) return;
    const { enabledAt, viewableDays, lastBusinessDay } = backup;
    this.#assert(enabledAt !== null && range.to === lastBusinessDay, "a range that ends elsewhere (BKP-40)");
    const enabledDay = this.#day(enabledAt);
    this.#assert(range.from >= enabledDay && range.from <= range.to, "a range from before the enabling");
    const days = daysBetween(range.from, range.to) + 1;
    const isWhole = days === viewableDays || range.from === enabledDay;
    this.#assert(days <= viewableDays && isWhole, `${days} of ${viewableDays} days`);
    if (days === viewableDays)
      this.#assert(addDays(range.from, viewableDays - 1) === range.to, "days that do not add up");
  }
}

const UNBOUND = {
  sourceReleasedAt: null,
  lastTickAt: null,
  lastCompletedAt: null,
  lastBusinessDay: null,
  takenAt: null,
};

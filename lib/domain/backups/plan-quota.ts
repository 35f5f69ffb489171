// What quota there is, is given out in the order of a plan. Pure.

interface Planned {
  ordinal: number;
  /** Units of quota that it takes. */
  units: number;
  /** Accounts that its policy lets in anew. */
  accounts: readonly string[];
}

/** What an instance has to spare. */
export interface Room {
  key: number;
  secret: number;
  /** So many other accounts may be let in beside those that are. */
  access: number;
  accountsIn: string[];
}

const EXCEEDED = { key: "KeyQuotaExceeded", secret: "SecretQuotaExceeded" } as const;

/**
 * What is refused (BKP-92, BKP-105, BKP-153, BKP-154): what does not fit takes nothing, and what comes after it may still
 * fit. `letIn`, the accounts to which the plan gave a place, grows.
 */
export function giveQuota(planned: readonly Planned[], kind: "key" | "secret", room: Room, letIn: Set<string>) {
  let units = room[kind];
  return planned.flatMap((item) => {
    const anew = item.accounts.filter((account) => !letIn.has(account));
    if (item.units > units) return [{ ordinal: item.ordinal, code: EXCEEDED[kind] }];
    if (anew.length > 0 && letIn.size + anew.length > room.access)
      return [{ ordinal: item.ordinal, code: "AccessQuotaExceeded" }];
    units -= item.units;
    for (const account of anew) letIn.add(account);
    return [];
  });
}

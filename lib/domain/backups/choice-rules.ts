// Names of items that are chosen to be restored. Pure: the page, the browser and the action read them.

/** What a plan of named items takes at most. */
export const CHOSEN_MAX = 1000;

export interface ChosenItem {
  kind: "key" | "secret";
  accountId: string;
  id: string;
}

export const choiceName = ({ kind, accountId, id }: ChosenItem) => `${kind}:${accountId}:${id}`;

export function itemOfName(name: string): ChosenItem | null {
  const [, kind, accountId, id] = /^(key|secret):(\d{16}):(.+)$/s.exec(name) ?? [];
  return kind && accountId && id ? { kind: kind as ChosenItem["kind"], accountId, id } : null;
}

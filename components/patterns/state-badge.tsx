import { useTranslations } from "next-intl";
import { Badge, type Tone } from "@/components/ui/badge";
import { loaderIcon } from "@/components/ui/icon-paths";
import { STATES, type StateNoun, type StateOf } from "./state-table";

/** `of` names whose state it is: an instance's and a key's may share a word in one language and not in another. */
export function StateBadge<N extends StateNoun>({ of, state }: { of: N; state: StateOf<N> }) {
  const t = useTranslations("states");
  const look = (STATES[of] as Record<string, { tone: Tone; icon: string }>)[state];
  // The types allow only states of the table; messages.test.ts holds `states` to the same table.
  if (!look) throw new Error(`no look for ${of}.${state}`);
  return (
    <Badge tone={look.tone} icon={look.icon} spins={look.icon === loaderIcon}>
      {t(`${of}.${state}` as Parameters<typeof t>[0])}
    </Badge>
  );
}

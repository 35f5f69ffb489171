"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ClientScope } from "@/components/patterns/client-scope";
import { Field } from "@/components/patterns/field";
import { SidePanel } from "@/components/patterns/side-panel";
import { useAction } from "@/components/patterns/use-action";
import { secretHref } from "@/components/secrets/secret-addresses";
import { Select } from "@/components/ui/select";
import { toast } from "@/components/ui/toast";
import { restoreBackupKeyAction, restoreBackupSecretAction } from "@/lib/actions/backups";
import type { ActionResult } from "@/lib/actions/result";
import { arnOf } from "@/lib/domain/arn";
import type { BackupItem } from "@/lib/domain/backups/list-backup-items";
import type { RestoreDestination } from "@/lib/domain/backups/list-restore-destinations";
import type { RestoreWarning } from "@/lib/domain/backups/restore-rules";
import type { ClientMessages } from "@/lib/i18n/client-messages";
import { InstanceCards, NoInstance } from "./instance-cards";
import { PoliciesChoice, type PoliciesChosen } from "./policies-choice";
import { RestoreFacts, RestoreLimits } from "./restore-facts";
import { RestoreResult } from "./restore-result";

interface RestoreProps {
  region: string;
  backupId: string;
  item: BackupItem;
  sourceName: string;
  /** Business time's zone, named where a moment is chosen. */
  zone: string;
  regions: readonly { id: string; name: string }[];
  /** The account's instances of every region, each with what would refuse it. */
  destinations: readonly RestoreDestination[];
  closeHref: string;
}

export function RestoreDataPanel({ scope, ...props }: RestoreProps & { scope: ClientMessages }) {
  return (
    <ClientScope scope={scope}>
      <RestoreForm {...props} />
    </ClientScope>
  );
}

const nameOf = ({ name, instanceId }: RestoreDestination) => name ?? instanceId;

/** BKP-90: region and destination instance; the unusable stay and say why. A copy elsewhere is never the default. */
function RestoreForm({ region, backupId, item, sourceName, zone, regions, destinations, closeHref }: RestoreProps) {
  const t = useTranslations("backups.restore");
  const common = useTranslations("common.label");
  const router = useRouter();
  const [chosenRegion, setChosenRegion] = useState(region);
  const here = destinations.filter((destination) => destination.region === chosenRegion);
  const [chosenId, setChosenId] = useState("");
  const [policies, setPolicies] = useState<PoliciesChosen>("saved");
  const usable = here.filter(({ refusal }) => refusal === null);
  const destination = usable.find(({ instanceId }) => instanceId === chosenId) ?? usable[0];
  const leave = () => router.push(closeHref, { scroll: false });
  const write = useAction(restoreItem, {
    onSuccess: ({ warnings }) => {
      if (warnings.length > 0 || !destination) return; // shown here until it is closed
      toast(t("done", { name: calledOf(item), destination: nameOf(destination) }));
      leave();
    },
  });

  if (write.value && write.value.warnings.length > 0 && destination) {
    const { region: there, warnings } = write.value;
    const href =
      item.kind === "key"
        ? `/${there}/keys/${item.id}`
        : secretHref(there, arnOf(there, item.accountId, "secret", item.id));
    return (
      <RestoreResult
        name={calledOf(item)}
        destination={nameOf(destination)}
        warnings={warnings}
        href={href}
        onDismiss={leave}
      />
    );
  }

  return (
    <SidePanel
      title={t("title")}
      closeHref={closeHref}
      submit={common("ok")}
      pending={write.pending || write.value !== undefined}
      disabled={!destination}
      failure={write.failure}
      onSubmit={() => {
        if (!destination) return;
        const { instanceId } = destination;
        write.run({ region, backupId, item, destination: { region: destination.region, instanceId }, policies });
      }}
      say={
        !destination
          ? t("sayNone")
          : item.kind === "key"
            ? t("sayKey", { versions: item.versions, name: nameOf(destination) })
            : t("saySecret", { versions: item.versions, name: nameOf(destination) })
      }
    >
      <RestoreFacts item={item} sourceName={sourceName} zone={zone} />
      <Field label={common("region")} help={t("regionHelp")}>
        {(wiring) => (
          <Select
            {...wiring}
            name="region"
            value={chosenRegion}
            onChange={(event) => setChosenRegion(event.target.value)}
            options={regions.map(({ id, name }) => ({ value: id, label: `${name} · ${id}` }))}
          />
        )}
      </Field>
      {here.length > 0 ? (
        <InstanceCards
          destinations={here}
          chosen={destination?.instanceId ?? ""}
          onChange={setChosenId}
          sourceInstanceId={item.sourceInstanceId}
          item={item}
        />
      ) : (
        <NoInstance region={chosenRegion} />
      )}
      <PoliciesChoice value={policies} onChange={setPolicies} />
      <RestoreLimits item={item} otherRegion={chosenRegion !== region} />
    </SidePanel>
  );
}

const calledOf = ({ aliases, id }: BackupItem) => aliases[0] ?? id;

interface Asked {
  region: string;
  backupId: string;
  item: BackupItem;
  destination: { region: string; instanceId: string };
  policies: PoliciesChosen;
}

async function restoreItem({
  item: { kind, id, at, accountId },
  ...rest
}: Asked): Promise<ActionResult<{ region: string; warnings: RestoreWarning[] }>> {
  const asked = { ...rest, at, accountId };
  return kind === "key"
    ? restoreBackupKeyAction({ ...asked, keyId: id })
    : restoreBackupSecretAction({ ...asked, name: id });
}

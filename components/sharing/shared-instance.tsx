import { useTranslations } from "next-intl";
import { calledOf, shownState } from "@/components/instances/shown-state";
import { CopyableId } from "@/components/patterns/copyable-id";
import { KeyValue } from "@/components/patterns/key-value";
import { PageHeader } from "@/components/patterns/page-header";
import { StateBadge } from "@/components/patterns/state-badge";
import { Badge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import type { InstanceView } from "@/lib/domain/instances/instance-view";
import { BeingShared } from "./being-shared";
import { ModeName } from "./mode-name";

/** The page of another account's instance, for one that it is shared with (SHR-12): whose it is, and what may be done. */
export function SharedInstance({ instance }: { instance: InstanceView }) {
  const t = useTranslations("sharing.shared");
  const nav = useTranslations("common.nav");
  const value = useTranslations("instances.value");
  const details = useTranslations("instances.details");
  const { region, instanceId, sharing, sharingMode } = instance;
  const name = calledOf(instance);
  const isJoint = sharingMode === "Joint";
  return (
    <>
      <PageHeader
        title={name}
        state={
          <>
            <StateBadge of="instance" state={shownState(instance)} />
            <BeingShared />
            {instance.isDefault && <Badge tone="info">{value("defaultInstance")}</Badge>}
          </>
        }
        facts={<CopyableId id={instanceId} what={details("id")} />}
        crumbs={[{ label: nav("instances"), href: `/${region}/instances` }, { label: name }]}
        actions={
          <>
            <ButtonLink href={`/${region}/secrets?instance=${instanceId}`}>{t("secretsLink")}</ButtonLink>
            <ButtonLink href={`/${region}/keys?instance=${instanceId}`}>{details("keysLink")}</ButtonLink>
          </>
        }
      />
      <div className="grid gap-4">
        <Notice tone="info" title={t("title", { owner: sharing.ownerAccountId })}>
          {t("body")}
        </Notice>
        <Card title={t("facts")}>
          <KeyValue
            entries={[
              { label: details("owner"), value: <CopyableId id={sharing.ownerAccountId} what={details("owner")} /> },
              { label: t("mode"), value: <ModeName mode={sharingMode} /> },
            ]}
          />
        </Card>
        <div className="grid gap-4 md:grid-cols-2">
          <Card title={t("may")}>
            <Points points={[t("mayCreate"), t("mayUse"), t("mayDefault")]} />
          </Card>
          <Card title={t("mayNot")}>
            <Points points={[t("notDetails"), t("notBackups"), t("notOthers")]} />
          </Card>
        </div>
        <Card title={t("ownerMay")}>
          <Points
            points={
              isJoint
                ? [t("jointManages"), t("jointBackups"), t("jointNames"), t("ends")]
                : [t("independentManages"), t("independentBackups"), t("ends")]
            }
          />
        </Card>
      </div>
    </>
  );
}

function Points({ points }: { points: readonly string[] }) {
  return (
    <ul className="ml-4 grid list-disc gap-1 text-sm text-text-2">
      {points.map((point) => (
        <li key={point}>{point}</li>
      ))}
    </ul>
  );
}

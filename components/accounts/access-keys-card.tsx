import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Moment } from "@/components/patterns/moment";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { banIcon, circleCheckIcon } from "@/components/ui/icon-paths";
import { Mono } from "@/components/ui/mono";
import {
  createAccessKeyAction,
  deleteAccessKeyAction,
  disableAccessKeyAction,
  enableAccessKeyAction,
  reloadAccountAction,
} from "@/lib/actions/accounts";
import type { AccessKeyView } from "@/lib/domain/accounts/list-access-keys";
import { ConfirmButton } from "./confirm-button";
import { CreateAccessKey } from "./create-access-key";

export function AccessKeysCard({ accessKeys }: { accessKeys: readonly AccessKeyView[] }) {
  const t = useTranslations("accounts.accessKeys");
  const columns = useColumns();
  return (
    <Card title={t("title")} actions={<Create />} flush>
      <p className="max-w-prose p-3 text-sm text-text-2 md:px-4">{accessKeys.length > 0 ? t("lead") : t("none")}</p>
      {accessKeys.length > 0 && (
        <DataTable caption={t("title")} columns={columns} rows={accessKeys} rowKey={(row) => row.accessKeyId} />
      )}
    </Card>
  );
}

function Create() {
  const t = useTranslations("accounts.accessKeys");
  const copy = useTranslations("common.copy");
  return (
    <CreateAccessKey
      action={createAccessKeyAction}
      onDone={reloadAccountAction}
      texts={{
        create: t("create"),
        title: t("createdTitle"),
        once: t("once"),
        id: t("id"),
        secret: t("secret"),
        copyId: copy("copy", { what: t("id") }),
        copySecret: copy("copy", { what: t("secret") }),
        copied: copy("copied"),
        stored: t("stored"),
      }}
    />
  );
}

function useColumns(): Column<AccessKeyView>[] {
  const t = useTranslations("accounts.accessKeys");
  return [
    { id: "id", label: t("id"), kind: "name", cell: (row) => <Mono>{row.accessKeyId}</Mono> },
    {
      id: "state",
      label: t("state"),
      kind: "state",
      cell: (row) =>
        row.state === "Active" ? (
          <Badge tone="ok" icon={circleCheckIcon}>
            {t("active")}
          </Badge>
        ) : (
          <Badge tone="neutral" icon={banIcon}>
            {t("inactive")}
          </Badge>
        ),
    },
    { id: "created", label: t("created"), cell: (row) => <Moment at={row.createdAt} /> },
    {
      id: "used",
      label: t("used"),
      cell: (row) => (row.lastUsedAt ? <Moment at={row.lastUsedAt} /> : t("never")),
    },
    { id: "actions", label: t("actions"), kind: "actions", cell: (row) => <Actions row={row} /> },
  ];
}

function Actions({ row: { accessKeyId, state } }: { row: AccessKeyView }) {
  const t = useTranslations("accounts.accessKeys");
  const form = useTranslations("common.form");
  const cancel = form("cancel");
  if (state === "Active") {
    return (
      <ConfirmButton
        verb={t("disable")}
        confirm={{ title: t("disableTitle"), say: t("disableSay", { id: accessKeyId }), cancel }}
        action={disableAccessKeyAction.bind(null, accessKeyId)}
      />
    );
  }
  return (
    <span className="inline-flex gap-1">
      <ConfirmButton verb={t("enable")} action={enableAccessKeyAction.bind(null, accessKeyId)} />
      <ConfirmButton
        verb={t("delete")}
        confirm={{ title: t("deleteTitle"), say: t("deleteSay", { id: accessKeyId }), cancel, danger: true }}
        action={deleteAccessKeyAction.bind(null, accessKeyId)}
      />
    </span>
  );
}

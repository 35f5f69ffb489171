import { useTranslations } from "next-intl";
import { type Column, DataTable } from "@/components/patterns/data-table";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { banIcon, circleCheckIcon } from "@/components/ui/icon-paths";
import { TextLink } from "@/components/ui/text-link";
import type { Condition, Grant, Statement } from "@/lib/domain/policies/statement";
import { ramHref } from "./ram-address";

interface Row {
  grant: Grant;
  statement: Statement;
  index: number;
}

/** All that an identity may do, statement by statement, with the way by which it holds each. */
export function EffectivePermissionsCard({ region, grants }: { region: string; grants: readonly Grant[] }) {
  const t = useTranslations("ram.effective");
  const rows = grants.flatMap((grant) =>
    grant.statements.map((statement, index): Row => ({ grant, statement, index })),
  );
  // What is denied wins, so it stands first.
  rows.sort((one, other) => Number(other.statement.effect === "Deny") - Number(one.statement.effect === "Deny"));
  const columns: Column<Row>[] = [
    {
      id: "policy",
      label: t("policy"),
      kind: "name",
      cell: ({ grant }) => (
        <TextLink href={ramHref(region, "policies", grant.name)} className="font-medium break-all">
          {grant.name}
        </TextLink>
      ),
      news: ({ grant }) => <Through through={grant.through} />,
    },
    { id: "effect", label: t("effect"), kind: "state", cell: ({ statement }) => <Effect effect={statement.effect} /> },
    { id: "actions", label: t("actions"), cell: ({ statement }) => <Texts texts={statement.actions} /> },
    { id: "resources", label: t("resources"), cell: ({ statement }) => <Texts texts={statement.resources} /> },
    {
      id: "conditions",
      label: t("conditions"),
      leastNeeded: true,
      cell: ({ statement }) => (statement.conditions.length > 0 ? <Conditions of={statement.conditions} /> : "–"),
    },
  ];
  return (
    <Card title={t("title")} flush>
      <p className="max-w-prose p-3 text-sm text-text-2 md:px-4">{rows.length > 0 ? t("lead") : t("none")}</p>
      {rows.length > 0 && (
        <DataTable
          caption={t("title")}
          columns={columns}
          rows={rows}
          rowKey={({ grant, index }) => `${grant.type}/${grant.name}/${grant.through}/${index}`}
        />
      )}
    </Card>
  );
}

function Effect({ effect }: { effect: Statement["effect"] }) {
  const t = useTranslations("ram.effective");
  return effect === "Deny" ? (
    <Badge tone="danger" icon={banIcon}>
      {t("deny")}
    </Badge>
  ) : (
    <Badge tone="ok" icon={circleCheckIcon}>
      {t("allow")}
    </Badge>
  );
}

const TEXTS_SHOWN = 4;

function Texts({ texts }: { texts: readonly string[] }) {
  const t = useTranslations("ram.effective");
  const line = (text: string) => (
    <span key={text} className="block font-mono text-xs break-all">
      {text}
    </span>
  );
  if (texts.length <= TEXTS_SHOWN + 1) return <span>{texts.map(line)}</span>;
  return (
    <details>
      <summary className="cursor-pointer list-none [&::-webkit-details-marker]:hidden">
        {texts.slice(0, TEXTS_SHOWN).map(line)}
        <span className="text-xs text-accent">{t("more", { count: texts.length - TEXTS_SHOWN })}</span>
      </summary>
      {texts.slice(TEXTS_SHOWN).map(line)}
    </details>
  );
}

function Conditions({ of }: { of: readonly Condition[] }) {
  return of.map(({ operator, key, values }) => (
    <span key={`${operator} ${key}`} className="block font-mono text-xs break-all">
      {operator} {key}: {values.join(", ")}
    </span>
  ));
}

function Through({ through }: { through: string }) {
  const t = useTranslations("ram.effective");
  const [kind, name = ""] = through.split(":");
  return kind === "group" ? t("throughGroup", { name }) : t("own");
}

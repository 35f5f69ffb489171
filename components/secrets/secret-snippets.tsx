import { useTranslations } from "next-intl";
import type { Endpoint } from "@/components/keys/try-it/call-samples";
import { Card } from "@/components/ui/card";
import { CodeBlock } from "@/components/ui/code-block";
import { CopyButton } from "@/components/ui/copy-button";
import { Tabs } from "@/components/ui/tabs";
import type { SecretView } from "@/lib/domain/secrets/secret-view";
import { readSnippet, SNIPPETS, type Snippet } from "./read-snippets";
import { secretHref } from "./secret-addresses";

/** How an application reads the secret from here. The tab that is open is written on the server; it takes no script. */
export function SecretSnippetsCard({
  secret,
  endpoint,
  chosen,
}: {
  secret: SecretView;
  endpoint: Endpoint;
  chosen: Snippet;
}) {
  const t = useTranslations("secrets.snippets");
  const copy = useTranslations("common.copy");
  const { region, address } = secret;
  const names: Record<Snippet, string> = {
    node: "Node.js",
    python: "Python",
    cli: "aliyun CLI",
    eso: "External Secrets Operator",
    terraform: "Terraform",
  };
  const notes: Record<Snippet, string> = {
    node: t("keysSay"),
    python: t("keysSay"),
    cli: t("cliSay"),
    eso: t("esoSay", { region, host: endpoint.host.replace(/:\d+$/, "") }),
    terraform: t("terraformSay"),
  };
  const text = readSnippet(chosen, { secret: address, endpoint, isJson: secret.type !== "Generic" });
  return (
    <Card
      flush
      title={t("title")}
      actions={
        <CopyButton
          key={chosen}
          value={text}
          label={copy("copy", { what: names[chosen] })}
          copiedLabel={copy("copied")}
        />
      }
    >
      <Tabs
        label={t("title")}
        tabs={SNIPPETS.map((snippet) => ({
          href: `${secretHref(region, address, { read: snippet })}#snippets`,
          label: names[snippet],
          current: snippet === chosen,
        }))}
      />
      <div className="grid grid-cols-1 gap-2 p-3 md:p-4">
        <CodeBlock label={names[chosen]} text={text} className="max-h-112" />
        <p className="max-w-prose text-xs text-muted">{notes[chosen]}</p>
      </div>
    </Card>
  );
}

export function snippetOf(wanted: unknown): Snippet {
  return SNIPPETS.find((snippet) => snippet === wanted) ?? "node";
}

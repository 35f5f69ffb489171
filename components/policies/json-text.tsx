import { useTranslations } from "next-intl";
import { CopyButton } from "@/components/ui/copy-button";
import { laidOut } from "./policy-text";

/** JSON that opens where it stands, to read and to copy. It takes no script of its own. */
export function JsonText({ label, json }: { label: string; json: string }) {
  const t = useTranslations("policies.card");
  const copy = useTranslations("common.copy");
  const text = laidOut(json);
  return (
    <details>
      <summary className="w-fit cursor-pointer rounded-1 text-sm text-accent">{t("asJson")}</summary>
      <div className="relative mt-2 rounded-2 border border-line bg-sunken">
        <div className="absolute top-1.5 right-1.5">
          <CopyButton value={text} label={copy("copy", { what: label })} copiedLabel={copy("copied")} />
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <section aria-label={label} tabIndex={0} className="max-h-96 overflow-auto -outline-offset-2">
          <pre className="w-max py-2 pr-10 pl-3 font-mono text-xs leading-5">{text}</pre>
        </section>
      </div>
    </details>
  );
}

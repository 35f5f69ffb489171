import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { TextLink } from "@/components/ui/text-link";
import { consoleCtx } from "@/lib/auth/console-context";
import { listInstances } from "@/lib/domain/instances/list-instances";
import { readableOr } from "../../readable";
import { regionNames } from "../../region-names";

/** Links to the other regions in which the account has instances; undefined where there are none. */
export async function otherRegions(except: string): Promise<ReactNode> {
  const [ctx, t, names] = await Promise.all([consoleCtx(), getTranslations("instances.list"), regionNames()]);
  const others = Object.entries(names).filter(([id]) => id !== except);
  const counted = await Promise.all(
    others.map(async ([id, name]) => {
      const here = listInstances(ctx, { region: id, type: "SOFTWARE", shared: true, page: { size: 1 } });
      const { total } = await readableOr(here, { total: 0 });
      return { id, name, total };
    }),
  );
  const holding = counted.filter(({ total }) => total > 0);
  if (holding.length === 0) return undefined;
  return (
    <span className="inline-flex flex-wrap gap-x-3">
      {holding.map(({ id, name, total }) => (
        <TextLink key={id} href={`/${id}/instances`}>
          {t("otherRegion", { region: name, count: total })}
        </TextLink>
      ))}
    </span>
  );
}

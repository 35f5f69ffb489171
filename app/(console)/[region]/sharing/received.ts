import type { Ctx } from "@/lib/domain/context";
import type { InstanceView } from "@/lib/domain/instances/instance-view";
import { listInstances } from "@/lib/domain/instances/list-instances";

const PAGE = 100;
/** Further ones are among the instances all the same. */
const PAGES_MAX = 10;

/** What other accounts share with this one in a region (SHR-12). */
export async function receivedInstances(ctx: Ctx, region: string): Promise<InstanceView[]> {
  const received: InstanceView[] = [];
  let after: string | undefined;
  for (let page = 0; page < PAGES_MAX; page++) {
    const { rows, next } = await listInstances(ctx, { region, shared: true, page: { size: PAGE, after } });
    received.push(...rows.filter(({ sharing }) => sharing.role === "principal"));
    if (!next) break;
    after = next;
  }
  return received;
}

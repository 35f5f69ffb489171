import { connect } from "./database.mjs";
import { Refusal } from "./refusal.mjs";

/**
 * What lies in a region that is no longer configured would be out of everybody's reach (REG-06). The function is the
 * migrations', so that gateway and worker, started alone, ask the same.
 * @param {string} url
 * @param {readonly { id: string }[]} regions
 */
export async function assertRegions(url, regions) {
  const client = await connect(url);
  const { rows } = await client
    .query("SELECT region, holds FROM regions_in_use() ORDER BY region")
    .finally(() => client.end());
  const lost = rows.find(({ region }) => !regions.some(({ id }) => id === region));
  if (lost) {
    throw new Refusal(
      `KMS_REGIONS lacks ${lost.region}, where the database holds ${lost.holds}: add it (docs/operations.md, "Regions").`,
    );
  }
}

import { z } from "zod";

/** A further network that may reach the instance (INS-42): a record, as its own is (INS-35). */
export interface BoundVpc {
  regionId: string;
  vpcId: string;
  vswitchId: string;
  vpcOwnerId: string;
}

const stored = z.array(
  z.object({ regionId: z.string(), vpcId: z.string(), vswitchId: z.string(), vpcOwnerId: z.string() }),
);

export const parseBoundVpcs = (json: unknown): BoundVpc[] => stored.parse(json);

/** Networks in all, its own among them: what the access management quota counts (INS-09). */
export const vpcsUsed = (instance: { vpcId: string | null; boundVpcs: unknown }): number =>
  (instance.vpcId === null ? 0 : 1) + parseBoundVpcs(instance.boundVpcs).length;

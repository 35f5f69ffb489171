import { z } from "zod";
import { grantsOfRole } from "../../accounts/load-grants";
import { authorize } from "../../authorize";
import { operation } from "../../operation";
import type { Grant } from "../../policies/statement";
import { type AttachedPolicy, attachedTo } from "../policies/attached-policies";
import { nameSchema } from "../ram-schema";
import { loadRole } from "./load-role";
import { type RoleView, roleView } from "./role-view";

export interface RoleDetails extends RoleView {
  policies: AttachedPolicy[];
  grants: Grant[];
}

/** A role with its trust policy and its policies. */
export const getRole = operation(
  "GetRole",
  { touches: "metadata", schema: z.object({ roleName: nameSchema }) },
  async (ctx, { roleName }): Promise<RoleDetails> => {
    const role = authorize(ctx, "ram:GetRole", await loadRole(ctx, roleName));
    const [policies, grants] = await Promise.all([attachedTo(ctx, { rolePk: role.pk }), grantsOfRole(ctx, role.pk)]);
    return { ...roleView(role), policies, grants };
  },
);

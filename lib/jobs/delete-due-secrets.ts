import { deleteDueSecrets } from "@/lib/domain/secrets/delete-due-secrets";
import type { Duty } from "./job";

/** SEC-40: destroys secrets past their recovery window, each in a transaction of its own. */
export const deleteDueSecretsDuty: Duty = {
  name: "delete-due-secrets",
  everyMs: 2000,
  run: async (ctx) => {
    await deleteDueSecrets(ctx);
  },
};

import type { SecretType, TargetAdapter } from "@/lib/generated/prisma/enums";

/** A registered target, as a form offers it. */
export interface TargetChoice {
  targetId: string;
  name: string;
  service: SecretType;
  adapter: TargetAdapter;
  /** The caller may not let secrets rotate there. */
  locked: boolean;
}

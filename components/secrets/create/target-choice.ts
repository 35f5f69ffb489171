import type { SecretType } from "@/lib/domain/secrets/managed-rules";
import type { TargetAdapter } from "@/lib/domain/secrets/targets/target-rules";

/** A registered target, as a form offers it. */
export interface TargetChoice {
  targetId: string;
  name: string;
  service: SecretType;
  adapter: TargetAdapter;
  /** The caller may not let secrets rotate there. */
  locked: boolean;
}

import type { Ctx } from "@/lib/domain/context";

/** The deployment's page, for its operator alone (decisions 6): nobody else is told that there is one. */
export const deploymentHref = ({ actor }: Pick<Ctx, "actor">, region: string): string | null =>
  actor.kind === "person" && actor.operator ? `/${region}/deployment` : null;

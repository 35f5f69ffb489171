import "server-only";
import { cookies } from "next/headers";
import { cache } from "react";
import { DENSITIES, DENSITY_COOKIE, type Density, THEME_COOKIE, THEMES, type Theme } from "./appearance";

/** What this browser chose; what it did not, as the system has it. */
export const readAppearance = cache(async (): Promise<{ theme: Theme; density: Density }> => {
  const jar = await cookies();
  const theme = jar.get(THEME_COOKIE)?.value;
  const density = jar.get(DENSITY_COOKIE)?.value;
  return {
    theme: THEMES.find((known) => known === theme) ?? "system",
    density: DENSITIES.find((known) => known === density) ?? "comfortable",
  };
});

import { notFound } from "next/navigation";
import { findRegion } from "@/lib/domain/instances/regions";
import { env } from "@/lib/env";
import { Shell } from "../shell";

/** Every page below stands in the region of its path (REG-01). */
export default async function RegionLayout({ children, params }: LayoutProps<"/[region]">) {
  const { region } = await params;
  if (!findRegion(env().regions, region)) notFound();
  return <Shell region={region}>{children}</Shell>;
}

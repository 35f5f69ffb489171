import { DetailsLoading } from "@/components/patterns/loading";

export default function UpgradeLoading() {
  return <DetailsLoading cards={1} />;
}

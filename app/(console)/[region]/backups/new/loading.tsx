import { DetailsLoading } from "@/components/patterns/loading";

export default function BackupPurchaseLoading() {
  return <DetailsLoading cards={1} />;
}

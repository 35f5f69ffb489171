import { DetailsLoading } from "@/components/patterns/loading";

export default function BackupRenewalLoading() {
  return <DetailsLoading cards={1} />;
}

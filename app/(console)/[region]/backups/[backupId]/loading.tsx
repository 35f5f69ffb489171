import { DetailsLoading } from "@/components/patterns/loading";

export default function BackupLoading() {
  return <DetailsLoading cards={2} />;
}

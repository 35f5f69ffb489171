import { DetailsLoading } from "@/components/patterns/loading";

export default function BackupExtensionLoading() {
  return <DetailsLoading cards={1} />;
}

import { DetailsLoading } from "@/components/patterns/loading";

export default function DirectoryLoading() {
  return <DetailsLoading cards={3} />;
}

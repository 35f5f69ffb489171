import { DetailsLoading } from "@/components/patterns/loading";

export default function RestoreLoading() {
  return <DetailsLoading cards={3} />;
}

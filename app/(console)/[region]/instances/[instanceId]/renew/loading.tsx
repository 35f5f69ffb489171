import { DetailsLoading } from "@/components/patterns/loading";

export default function RenewalLoading() {
  return <DetailsLoading cards={1} />;
}

import { DetailsLoading } from "@/components/patterns/loading";

export default function PurchaseLoading() {
  return <DetailsLoading cards={1} />;
}

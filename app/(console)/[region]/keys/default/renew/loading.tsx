import { DetailsLoading } from "@/components/patterns/loading";

export default function RenewPlanLoading() {
  return <DetailsLoading cards={1} />;
}

import { DetailsLoading } from "@/components/patterns/loading";

export default function BillLoading() {
  return <DetailsLoading />;
}

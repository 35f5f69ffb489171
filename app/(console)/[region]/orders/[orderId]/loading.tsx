import { DetailsLoading } from "@/components/patterns/loading";

export default function OrderLoading() {
  return <DetailsLoading />;
}

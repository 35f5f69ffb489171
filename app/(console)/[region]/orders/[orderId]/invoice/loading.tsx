import { DetailsLoading } from "@/components/patterns/loading";

export default function InvoiceLoading() {
  return <DetailsLoading cards={1} />;
}

import { DetailsLoading } from "@/components/patterns/loading";

export default function ReportLoading() {
  return <DetailsLoading cards={2} />;
}

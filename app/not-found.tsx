import { NothingHere } from "@/components/shell/nothing-here";

/** For addresses outside the console's shell, which has its own. */
export default function NotFound() {
  return (
    <main>
      <NothingHere />
    </main>
  );
}

import { Icon } from "./icon";
import { loaderIcon } from "./icon-paths";

/** Stands beside a word that says what is going on; still under reduced motion. */
export function Spinner() {
  return <Icon path={loaderIcon} className="spins" />;
}

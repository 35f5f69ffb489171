import type { Locale } from "./locale";
import type { Messages } from "./messages";

// Makes every message key a type: a key that no file holds does not compile.
declare module "next-intl" {
  interface AppConfig {
    Locale: Locale;
    Messages: Messages;
  }
}

import { fileURLToPath } from "node:url";
import createNextIntlPlugin from "next-intl/plugin";

const withNextIntl = createNextIntlPlugin("./lib/i18n/request.ts");

// What depends on the request (the nonce of the content security policy) is set by proxy.ts.
const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  // Not no-referrer: with it a form posted before any script has come says Origin: null, which proxy.ts refuses (S41).
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
];

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  images: { unoptimized: true },
  // The development server would otherwise log the arguments of server actions, secret values among them (S43).
  logging: { serverFunctions: false },
  // `npm test` checks the types of the whole tree once; a build on an operator's machine need not.
  typescript: { ignoreBuildErrors: true },
  // A lockfile in a folder above would otherwise be taken for the root of the project.
  turbopack: { root: fileURLToPath(new URL("./", import.meta.url)) },
  serverExternalPackages: ["pg", "@node-rs/argon2", "@prisma/client", "@prisma/adapter-pg"],
  async headers() {
    return [{ source: "/:path*", headers: securityHeaders }];
  },
};

export default withNextIntl(config);

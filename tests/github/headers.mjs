// The header maps of real answers: cross-origin, security, caching, rate limit.
const JSON_TYPE = "application/json; charset=utf-8";

const EXPOSED = [
  "ETag", "Link", "Location", "Retry-After", "X-GitHub-OTP", "X-RateLimit-Limit", "X-RateLimit-Remaining",
  "X-RateLimit-Used", "X-RateLimit-Resource", "X-RateLimit-Reset", "X-OAuth-Scopes", "X-Accepted-OAuth-Scopes",
  "X-Poll-Interval", "X-GitHub-Media-Type", "X-GitHub-SSO", "X-GitHub-Request-Id", "Deprecation", "Sunset", "Warning",
];

const ALLOWED = [
  "Authorization", "Content-Type", "If-Match", "If-Modified-Since", "If-None-Match", "If-Unmodified-Since",
  "Accept-Encoding", "X-GitHub-OTP", "X-Requested-With", "User-Agent", "GraphQL-Features",
  "X-Github-Next-Global-ID", "X-GitHub-Api-Version", "X-Fetch-Nonce", "Copilot-Integration-Id", "DD-CLIENT-TOKEN",
  "X-Client-Application",
];

const always = {
  "access-control-expose-headers": EXPOSED.join(", "),
  "access-control-allow-origin": "*",
  "strict-transport-security": "max-age=31536000; includeSubdomains; preload",
  "x-frame-options": "deny",
  "x-content-type-options": "nosniff",
  "x-xss-protection": "0",
  "referrer-policy": "origin-when-cross-origin, strict-origin-when-cross-origin",
  "content-security-policy": "default-src 'none'",
  server: "github.com",
};

/** Headers that every answer carries, whatever its status. */
export function base(now, serial) {
  const id = serial.toString(16).toUpperCase().padStart(6, "0");
  return {
    date: new Date(now).toUTCString(),
    ...always,
    "x-github-request-id": `7E57:${id.slice(0, 3)}:${id}:${id}:7E57${id}`,
  };
}

/** A preflight answers with a fixed list; it never repeats what was asked for. */
export const preflight = {
  "access-control-allow-methods": "GET, POST, PATCH, PUT, DELETE",
  "access-control-allow-headers": ALLOWED.join(", "),
  "access-control-max-age": "86400",
};

/** The headers a preflight asked for that GitHub does not allow. */
export function refused(requested = "") {
  const allowed = new Set(ALLOWED.map((name) => name.toLowerCase()));
  return requested
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name && !allowed.has(name));
}

export function rateLimit({ limit, remaining, used, reset }) {
  return {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-used": String(used),
    "x-ratelimit-reset": String(reset),
    "x-ratelimit-resource": "core",
  };
}

/** What the body is, and what the token that asked for it may do. */
export function content(who, type = JSON_TYPE, permission) {
  return {
    "content-type": type,
    "x-github-media-type": "github.v3; format=json",
    ...(who.token && { "github-authentication-token-expiration": "2099-01-01 00:00:00 UTC" }),
    ...(who.classic && { "x-oauth-scopes": "repo", "x-accepted-oauth-scopes": "repo" }),
    ...(who.token && !who.classic && permission && { "x-accepted-github-permissions": permission }),
  };
}

/** Headers that let an answer be kept and asked for again. */
export function caching(who, etag, lastModified) {
  return {
    "cache-control": `${who.token ? "private" : "public"}, max-age=60, s-maxage=60`,
    vary: who.token
      ? "Accept, Authorization, Cookie, X-GitHub-OTP,Accept-Encoding, Accept, X-Requested-With"
      : "Accept,Accept-Encoding, Accept, X-Requested-With",
    etag,
    ...(lastModified && { "last-modified": new Date(lastModified).toUTCString() }),
  };
}

export const uncached = { vary: "Accept-Encoding, Accept, X-Requested-With" };

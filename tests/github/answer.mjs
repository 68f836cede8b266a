// From a request to a whole answer: version, identity, limits, fault or route, conditional request, headers.
import { createHash } from "node:crypto";
import * as headers from "./headers.mjs";
import { linkHeader } from "./paging.mjs";
import { Problem, unknownVersion } from "./problems.mjs";
import { route, VERSIONS } from "./routes.mjs";
import { anonymous, identify } from "./tokens.mjs";

const OLDEST = VERSIONS.at(-1);

/** `service` is { world, limits, faults, now }; the answer is { status, headers, text, delivery }. */
export function answer(request, entry, service) {
  const [path, search = ""] = request.url.split(/\?(.*)/s);
  const call = { ...service, method: request.method, path, search, query: new URLSearchParams(search), who: anonymous };
  let result;
  try {
    result = reply(call, request.headers, entry);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    result = { status: error.status, body: error.body, headers: error.headers };
  }
  return complete(call, result, request.headers, entry);
}

function reply(call, asked, entry) {
  const version = asked["x-github-api-version"] ?? OLDEST;
  if (!VERSIONS.includes(version)) throw unknownVersion(version, VERSIONS);
  call.version = version;
  call.who = identify(asked.authorization);
  const fault = call.faults.take(call);
  entry.fault = fault?.name ?? null;
  call.delivery = fault?.delivery;
  if (fault?.answer) return fault.answer(call);
  if (call.path !== "/rate_limit") call.limits.check(call.who, entry.inFlight);
  fault?.before?.();
  const result = route(call);
  return fault?.edit ? fault.edit(result) : result;
}

function complete(call, result, asked, entry) {
  const { who, version, limits } = call;
  const { status = 200, links = {}, permission } = result;
  const text = result.text ?? JSON.stringify(result.body);
  const cacheable = status === 200 && !result.uncached;
  const etag = cacheable && entityTag(text, version, who);
  const unchanged = cacheable && !call.delivery && matches(asked["if-none-match"], etag);
  if (!result.free && !(unchanged && who.token)) limits.spend(who);
  const common = {
    ...headers.base(call.now(), entry.number),
    ...headers.rateLimit(result.budget ?? limits.budget(who)),
    ...(version && { "x-github-api-version-selected": version }),
  };
  // A 304 says nothing of the type, the token or the other pages.
  if (unchanged) return { status: 304, text: null, headers: { ...common, ...headers.caching(who, etag) } };
  return {
    status,
    text,
    delivery: call.delivery,
    headers: {
      ...common,
      ...headers.content(who, result.type, permission),
      ...(cacheable ? headers.caching(who, etag, result.modified && result.body.updated_at) : headers.uncached),
      ...(links.next || links.prev ? { link: linkHeader(links) } : {}),
      ...result.headers,
    },
  };
}

/** Strong for an empty answer, weak for all others, and another one for every token and version. */
function entityTag(text, version, who) {
  const hash = createHash("sha256").update(`${version}\n${who.token ?? ""}\n${text}`).digest("hex");
  return text.length > 2 ? `W/"${hash}"` : `"${hash}"`;
}

const opaque = (tag) => tag.trim().replace(/^W\//, "");
const matches = (wanted = "", etag) => wanted === "*" || wanted.split(",").map(opaque).includes(opaque(etag));

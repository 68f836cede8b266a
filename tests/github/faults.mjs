// Everything that can go wrong, by name, and the script that says when.
import * as problem from "./problems.mjs";
import { encodeCursor, linkTo, pageNumber } from "./paging.mjs";
import { isIssueList, repositoryOf } from "./routes.mjs";

const page = (status, title) => ({
  status,
  type: "text/html; charset=utf-8",
  text: `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`,
});
const refuse = (error, more) => ({ status: error.status, body: error.body, headers: error.headers, ...more });

/** An answer given in place of the real one; it costs nothing of the budget. */
const instead = (make) => (options) => ({ answer: (call) => ({ free: true, uncached: true, ...make(call, options) }) });
const delivered = (delivery) => () => ({ delivery });

/** By name: what a fault takes as options, and what it does. */
export const KINDS = {
  "primary": instead(({ who, limits, now }, { resetIn = 60 }) =>
    refuse(problem.primaryLimit(who), {
      budget: { ...limits.budget(who), remaining: 0, used: who.limit, reset: Math.floor(now() / 1000) + resetIn },
    })),
  "retry-after": instead((call, { seconds = 2 }) => refuse(problem.secondaryLimit(429, { "retry-after": String(seconds) }))),
  "retry-now": instead(() => refuse(problem.secondaryLimit(429, { "retry-after": "0" }))),
  "secondary": instead(() => refuse(problem.secondaryLimit(403))),
  "bad-credentials": instead(() => refuse(problem.badCredentials())),
  "not-found": instead(() => refuse(problem.notFound())),
  "gone": instead(() => refuse(problem.repositoryDeleted())),
  "blocked": instead(() => refuse(problem.blocked())),
  "server-error": instead(() => page(500, "500 Internal Server Error")),
  "bad-gateway": instead(() => page(502, "502 Bad Gateway")),
  "unavailable": instead(() => page(503, "503 Service Unavailable")),
  "html": instead(() => page(200, "Sign in to the network")),

  // The answer is the real one, but it does not arrive as it should.
  "dropped": delivered("dropped"),
  "cut-off": delivered("cut-off"),
  "truncated": delivered("truncated"),
  "slow": delivered("slow"),

  // Something happens in the repository just before the answer is made.
  "inserted": ({ fields }) => ({ before: ({ repository }) => repository.add(fields) }),
  "closed": ({ number }) => ({ before: ({ repository }) => repository.close(number ?? firstOpen(repository)) }),
  "renamed": ({ to }) => ({ before: (call) => rename(call, to ?? `${call.repository.name}-renamed`) }),

  // A page of issues as GitHub has been seen to send it.
  "empty-page": () => ({ edit: ({ address, start, ...answer }) => ({ ...answer, body: [], links: nextToHere(address, start) }) }),
  "duplicate-row": () => ({ edit: (answer) => ({ ...answer, body: [answer.previous ?? answer.body.at(-1), ...answer.body] }) }),
};

const firstOpen = (repository) => repository.issues.find((row) => row.state === "open").number;

function rename({ repository, path, search }, to) {
  repository.rename(to);
  const [, rest] = /^\/repositories\/\d+(.*)$/.exec(path) ?? [];
  if (rest !== undefined) throw problem.moved(301, `https://api.github.com/repos/${to}${rest}${search && `?${search}`}`);
}

/** The rows of the emptied page come on the next one. */
function nextToHere(address, start) {
  const { query } = address;
  return { next: linkTo(address, { page: pageNumber(query) + 1, after: query.get("after") ?? encodeCursor(start) }) };
}

export class Faults {
  #script = [];

  /** `script` is a list of { next: count, fault, …options } and { at: page, fault, …options }. */
  constructor(script = []) {
    for (const { next, at, fault, ...options } of script) {
      if (at === undefined) this.next(next ?? 1, fault, options);
      else this.at(at, fault, options);
    }
  }

  /** The next `count` requests meet the fault, one after another. */
  next(count, name, options) {
    for (let left = count; left > 0; left -= 1) this.#add(() => true, name, options);
  }

  /** The next request for that page of an issue list meets it; asked for again, the page is well. */
  at(number, name, options) {
    this.#add(({ path, query }) => isIssueList(path) && pageNumber(query) === number, name, options);
  }

  clear() {
    this.#script.length = 0;
  }

  /** How many faults have not been met yet. */
  get pending() {
    return this.#script.length;
  }

  /** The fault this call meets, if any. */
  take(call) {
    const index = this.#script.findIndex(({ meets }) => meets(call));
    if (index < 0) return null;
    const [{ name, options }] = this.#script.splice(index, 1);
    const fault = KINDS[name](options);
    const before = fault.before && (() => fault.before({ ...call, repository: repositoryOf(call.world, call.path) }));
    return { name, ...fault, before };
  }

  #add(meets, name, options = {}) {
    if (!(name in KINDS)) throw new Error(`no fault is called "${name}"; there are ${Object.keys(KINDS).join(", ")}`);
    this.#script.push({ meets, name, options });
  }
}

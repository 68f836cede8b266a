// Who is asking: the tokens the stand-in knows, and what each may do. Any other token is a bad credential.
import { badCredentials } from "./problems.mjs";

const WORDS = "testonly0testonly0testonly0";

export const tokens = {
  valid: `github_pat_valid0${WORDS}`,
  readOnly: `github_pat_readonly0${WORDS}`,
  publicOnly: `github_pat_publiconly0${WORDS}`,
  noIssues: `github_pat_noissues0${WORDS}`,
  classic: `ghp_classic0${WORDS}`,
  saml: `ghp_saml0${WORDS}`,
  expired: `github_pat_expired0${WORDS}`,
};

export const anonymous = { name: "anonymous", limit: 60 };

const rights = {
  valid: { seesPrivate: true, writes: true },
  readOnly: { seesPrivate: true },
  publicOnly: {},
  noIssues: { seesPrivate: true, noIssues: true },
  classic: { seesPrivate: true, writes: true },
  saml: { needsSignOn: true },
};

const known = new Map(
  Object.entries(rights).map(([name, right], index) => {
    const token = tokens[name];
    return [token, { name, token, id: 1000 + index, limit: 5000, classic: token.startsWith("ghp_"), ...right }];
  }),
);

/** The identity behind an Authorization header; throws 401 for a token that is expired or unknown. */
export function identify(authorization) {
  if (authorization === undefined) return anonymous;
  const token = /^(?:bearer|token) (\S+)$/i.exec(authorization)?.[1];
  const identity = known.get(token);
  if (!identity) throw badCredentials();
  return identity;
}

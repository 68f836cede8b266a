// Every error answer of the API, as an exception a route can throw.
const DOCS = "https://docs.github.com/rest";

export class Problem extends Error {
  constructor(status, body, headers = {}) {
    super(`${status} ${body.message ?? ""}`);
    Object.assign(this, { status, body, headers });
  }
}

const problem = (status, message, { headers, documentation_url = DOCS, ...more } = {}) =>
  new Problem(status, { message, ...more, documentation_url, status: String(status) }, headers);

export const notFound = () => problem(404, "Not Found");
export const badCredentials = () => problem(401, "Bad credentials");
export const unauthenticated = () => problem(401, "Requires authentication");
export const noPermission = () => problem(403, "Resource not accessible by personal access token");
export const issueDeleted = () => problem(410, "This issue was deleted");
export const repositoryDeleted = () => problem(410, "This repository was deleted");
export const issuesDisabled = () => problem(410, "Issues are disabled for this repo");

export const singleSignOn = () =>
  problem(
    403,
    "Resource protected by organization SAML enforcement. " +
      "You must grant your Personal Access token access to this organization.",
    { headers: { "x-github-sso": "required; url=https://github.com/orgs/example/sso?authorization_request=TEST" } },
  );

export const primaryLimit = (who) =>
  problem(
    403,
    who.token
      ? `API rate limit exceeded for user ID ${who.id}.`
      : "API rate limit exceeded for 127.0.0.1. (But here's the good news: Authenticated requests get a higher " +
          "rate limit. Check out the documentation for more details.)",
  );

export const secondaryLimit = (status = 403, headers = {}) =>
  problem(status, "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.", { headers });

export const unknownVersion = (version, supported) =>
  problem(
    400,
    `The version you specified in the "X-GitHub-API-Version" request header, "${version}", is not a supported version. ` +
      `The following versions are currently supported: ${supported.map((name) => `"${name}"`).join(", ")}.`,
  );

export const invalid = (field, value) =>
  problem(422, "Validation Failed", { errors: [{ resource: "Issue", field, code: "invalid", value }] });

export const cursorNeeded = () =>
  problem(
    422,
    "Pagination with the page parameter is not supported for large datasets, " +
      "please use cursor based pagination (after/before)",
    { documentation_url: `${DOCS}/issues/issues#list-repository-issues` },
  );

export const blocked = () =>
  new Problem(451, {
    message: "Repository access blocked",
    block: { reason: "dmca", created_at: "2024-02-12T08:30:00Z", html_url: "https://github.com/github/dmca" },
  });

export const moved = (status, location) =>
  new Problem(
    status,
    { message: "Moved Permanently", url: location, documentation_url: "https://docs.github.com/v3/#http-redirects" },
    { location },
  );

// A REST user object: what is not given is derived from the login and the id.
const escape = (login) => login.replace("[", "%5B").replace("]", "%5D");

function page(login) {
  if (login === "Copilot") return "https://github.com/apps/copilot-swe-agent";
  return login.endsWith("[bot]") ? `https://github.com/apps/${login.slice(0, -5)}` : `https://github.com/${escape(login)}`;
}

/** Completes a user; null (a ghost) and anything that is not a user stay as they are. */
export function completeUser(given) {
  if (!given?.login) return given;
  const url = `https://api.github.com/users/${escape(given.login)}`;
  return {
    avatar_url: `https://avatars.githubusercontent.com/u/${given.id}?v=4`,
    gravatar_id: "",
    url,
    html_url: page(given.login),
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    ...given,
  };
}

/** A user made from nothing but a name. */
export function user(login) {
  const id = 1000 + digest(login) % 9_000_000;
  const type = login.endsWith("[bot]") ? "Bot" : "User";
  return completeUser({ login, id, node_id: `U_test${id}`, type, user_view_type: "public", site_admin: false });
}

/** A small number for a text, always the same one (FNV-1a). */
export function digest(text) {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ character.codePointAt(0), 0x01000193) >>> 0;
  return hash;
}

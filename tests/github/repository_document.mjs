// The answer to GET /repos/{owner}/{repo}.
import { user } from "./user.mjs";

const TEMPLATES = {
  forks_url: "forks", keys_url: "keys{/key_id}", collaborators_url: "collaborators{/collaborator}", teams_url: "teams",
  hooks_url: "hooks", issue_events_url: "issues/events{/number}", events_url: "events", assignees_url: "assignees{/user}",
  branches_url: "branches{/branch}", tags_url: "tags", blobs_url: "git/blobs{/sha}", git_tags_url: "git/tags{/sha}",
  git_refs_url: "git/refs{/sha}", trees_url: "git/trees{/sha}", statuses_url: "statuses/{sha}", languages_url: "languages",
  stargazers_url: "stargazers", contributors_url: "contributors", subscribers_url: "subscribers",
  subscription_url: "subscription", commits_url: "commits{/sha}", git_commits_url: "git/commits{/sha}",
  comments_url: "comments{/number}", issue_comment_url: "issues/comments{/number}", contents_url: "contents/{+path}",
  compare_url: "compare/{base}...{head}", merges_url: "merges", archive_url: "{archive_format}{/ref}",
  downloads_url: "downloads", issues_url: "issues{/number}", pulls_url: "pulls{/number}",
  milestones_url: "milestones{/number}", notifications_url: "notifications{?since,all,participating}",
  labels_url: "labels{/name}", releases_url: "releases{/id}", deployments_url: "deployments",
};

/** `open_issues_count` counts pull requests too, as GitHub does. */
export function repositoryDocument(repository, who) {
  const { name: full_name, id } = repository;
  const [login, name] = full_name.split("/");
  const url = `https://api.github.com/repos/${full_name}`;
  const html_url = `https://github.com/${full_name}`;
  const owner = { ...user(login), type: "Organization" };
  const open = repository.rows().filter((row) => row.state === "open").length;
  const dates = repository.issues.map((row) => row.updated_at).sort();
  const updated = dates.at(-1) ?? "2012-01-01T00:00:00Z";
  return {
    id, node_id: `R_test${id}`, name, full_name, private: repository.private, owner, html_url, description: null,
    fork: false, url,
    ...Object.fromEntries(Object.entries(TEMPLATES).map(([key, path]) => [key, `${url}/${path}`])),
    created_at: "2012-01-01T00:00:00Z", updated_at: updated, pushed_at: updated,
    git_url: `git://github.com/${full_name}.git`, ssh_url: `git@github.com:${full_name}.git`,
    clone_url: `${html_url}.git`, svn_url: html_url, homepage: null, size: 0, stargazers_count: 0, watchers_count: 0,
    language: null, has_issues: repository.has_issues, has_projects: true, has_downloads: true, has_wiki: true,
    has_pages: false, forks_count: 0, mirror_url: null, archived: false, disabled: false, open_issues_count: open,
    license: null, allow_forking: true, is_template: false, web_commit_signoff_required: false, topics: [],
    visibility: repository.private ? "private" : "public", forks: 0, open_issues: open, watchers: 0,
    default_branch: "main", temp_clone_token: who.token ? "" : null, organization: owner, network_count: 0,
    subscribers_count: 0, ...(who.token && permissions(who)),
  };
}

/** Only someone with a token learns what they may do. */
function permissions({ writes = false }) {
  return {
    permissions: { admin: false, maintain: false, push: writes, triage: writes, pull: true },
    allow_squash_merge: true, allow_merge_commit: true, allow_rebase_merge: true, allow_auto_merge: false,
    delete_branch_on_merge: false, allow_update_branch: false, use_squash_pr_title_as_default: false,
  };
}

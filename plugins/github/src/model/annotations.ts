/** The annotations that tie entities to GitHub (spec/catalog.md 2.3). */
export const githubAnnotations = {
  /** `owner/repository`, on anything that lives in one. */
  projectSlug: 'github.com/project-slug',
  /** `organisation/team`, on groups. */
  teamSlug: 'github.com/team-slug',
  /** On users. */
  userLogin: 'github.com/user-login',
  /** On users: the node id, which stays when the login changes. */
  userId: 'github.com/user-id',
} as const

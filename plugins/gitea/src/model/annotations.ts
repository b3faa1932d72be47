/** The annotations that tie entities to Gitea. */
export const giteaAnnotations = {
  /** `organisation/team`, on groups. */
  teamSlug: 'gitea.com/team-slug',
  /** On users. */
  userLogin: 'gitea.com/user-login',
} as const

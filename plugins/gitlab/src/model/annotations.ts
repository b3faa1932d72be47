/** The annotations that tie entities to GitLab (spec/catalog.md 2.3). */
export const gitlabAnnotations = {
  /** `group/project`, on anything that lives in one. */
  projectSlug: 'gitlab.com/project-slug',
  /** On groups: the full path. The host stands in front. */
  teamPath: (host: string) => `${hostname(host)}/team-path`,
  /** On users: the address of their page. The host stands in front. */
  userLogin: (host: string) => `${hostname(host)}/user-login`,
  /** On users: the number that stays when the name changes. The host stands in front. */
  userId: (host: string) => `${hostname(host)}/user-id`,
} as const

/** Keys of annotations start with a domain name, which has no port. */
const hostname = (host: string) => host.replace(/:\d+$/, '')

/** A repository in a webhook, as far as it is used here. */
export interface WebhookRepository {
  name: string
  html_url: string
  default_branch: string
  owner: { login: string }
}

/** The webhook `push`. */
export interface PushPayload {
  ref: string
  before: string
  after: string
  created?: boolean
  deleted?: boolean
  forced?: boolean
  repository: WebhookRepository
  commits?: { added?: string[]; modified?: string[]; removed?: string[] }[]
}

/** The webhook `repository`. */
export interface RepositoryPayload {
  action: string
  repository: WebhookRepository
  changes?: {
    repository?: { name?: { from: string } }
    default_branch?: { from: string }
    owner?: { from?: { organization?: { login: string } | null; user?: { login: string } | null } }
  }
}

/** The webhook `team`. */
export interface TeamPayload {
  action: string
  team: { slug: string; name: string }
  organization: { login: string }
  changes?: { name?: { from: string } }
}

/** The webhook `membership`. */
export interface MembershipPayload {
  action: string
  team: { slug: string; name: string; deleted?: boolean }
  organization: { login: string }
}

/** The webhook `organization`. */
export interface OrganizationPayload {
  action: string
  organization: { login: string }
  membership?: { user: { login: string } }
}

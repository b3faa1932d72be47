/** The webhook `push`, as far as it is used here. */
export interface PushPayload {
  ref: string
  before: string
  after: string
  project: { id: number; web_url: string; path_with_namespace: string; default_branch?: string | null }
  commits?: { added?: string[]; modified?: string[]; removed?: string[] }[]
  total_commits_count?: number
}

/** The system hooks about users and groups. */
export interface MembershipPayload {
  event_name: string
  username?: string
  user_username?: string
  group_id?: number
  full_path?: string
}

/** The system hooks about projects. */
export interface ProjectPayload {
  event_name: string
  path_with_namespace: string
  /** Of a project that was renamed or transferred. */
  old_path_with_namespace?: string
}

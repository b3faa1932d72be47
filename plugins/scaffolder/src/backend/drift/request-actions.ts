import type { JsonObject } from '@callboard/model'

/** How a change is asked for at one kind of host. */
export interface RequestAction {
  action: string
  /** The output that says where it can be looked at. */
  urlOutput: string
  /** Whether the change may delete files. */
  canDelete: boolean
  input?: JsonObject
}

const requestActions: Readonly<Record<string, RequestAction>> = {
  'publish:github': { action: 'publish:github:pull-request', urlOutput: 'remoteUrl', canDelete: true },
  'publish:gitea': { action: 'publish:gitea:pull-request', urlOutput: 'remoteUrl', canDelete: true },
  'publish:gitlab': {
    action: 'publish:gitlab:merge-request',
    urlOutput: 'mergeRequestUrl',
    canDelete: false,
    input: { commitAction: 'auto' },
  },
  'publish:local': { action: 'publish:local:merge-request', urlOutput: 'mergeRequestUrl', canDelete: true },
}

/** The action that asks for a change to what `publishAction` has published; undefined where there is none. */
export const findRequestAction = (publishAction: string): RequestAction | undefined => requestActions[publishAction]

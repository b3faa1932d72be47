import { type FormFieldParts, type FormFieldProps, useAppConfig } from '@callboard/web'
import { useState } from 'react'
import { Combobox } from '../Combobox.tsx'
import { typeOfHost } from './repo-hosts.ts'
import { readRepoUrl } from './repo-url-value.ts'
import { UserAccess } from './UserAccess.tsx'
import { type Completion, useCompletions } from './use-completions.ts'
import { useUserToken } from './use-user-token.ts'

const credentials = { type: 'object', description: 'Has a token of the person put into a secret, and suggests by it.' }

/** A branch of the repository that `repoUrl` of the same form names. */
export const repoBranchPicker: FormFieldParts = {
  component: RepoBranchPicker,
  schema: {
    returnValue: { type: 'string' },
    uiOptions: { type: 'object', properties: { requestUserCredentials: credentials } },
  },
}

/** Who owns repositories on a host. */
export const repoOwnerPicker: FormFieldParts = {
  component: RepoOwnerPicker,
  schema: {
    returnValue: { type: 'string' },
    uiOptions: {
      type: 'object',
      properties: {
        host: { type: 'string', description: 'The host.' },
        excludedOwners: { type: 'array', items: { type: 'string' }, description: 'Who is not suggested.' },
        requestUserCredentials: credentials,
      },
    },
  },
}

function RepoBranchPicker(props: FormFieldProps) {
  const repo = readRepoUrl(props.formData.repoUrl)
  return (
    <Suggested
      {...props}
      host={repo?.host}
      completionOf={(type, token): Completion | undefined => {
        if (!repo?.repo) return undefined
        const { host, owner, workspace, repo: repository } = repo
        if (type === 'github' && owner) {
          return { provider: 'github', resource: 'branches', context: { host, owner, repository }, token }
        }
        if (type === 'bitbucketCloud' && workspace) {
          return { provider: 'bitbucket-cloud', resource: 'branches', context: { workspace, repository }, token }
        }
        return undefined
      }}
    />
  )
}

function RepoOwnerPicker(props: FormFieldProps) {
  const { host, excludedOwners } = props.options
  const hostName = typeof host === 'string' ? host : readRepoUrl(props.formData.repoUrl)?.host
  return (
    <Suggested
      {...props}
      host={hostName}
      excluded={Array.isArray(excludedOwners) ? excludedOwners.map(String) : []}
      completionOf={(type, token): Completion | undefined => {
        if (hostName === undefined) return undefined
        if (type === 'github') return { provider: 'github', resource: 'owners', context: { host: hostName }, token }
        if (type === 'gitlab') return { provider: 'gitlab', resource: 'groups', context: { host: hostName }, token }
        return undefined
      }}
    />
  )
}

interface SuggestedProps extends FormFieldProps {
  host: string | undefined
  excluded?: readonly string[]
  completionOf: (type: string, token: string) => Completion | undefined
}

/** Enough to choose from; whoever looks for more types on. */
const shownSuggestions = 20

/** A text that the host may suggest, with the person's token. */
function Suggested({ host, excluded = [], completionOf, ...props }: SuggestedProps) {
  const { value, options, secrets, onChange } = props
  const config = useAppConfig()
  const [search, setSearch] = useState('')
  const type = host === undefined ? undefined : typeOfHost(config, host)
  const token = useUserToken(options, type, secrets)
  const completed = useCompletions(token.state === 'there' && type ? completionOf(type, token.token) : undefined)
  const wanted = search.trim().toLowerCase()
  const choices = completed
    .map(({ id, title }) => title ?? id)
    .filter((name) => !excluded.includes(name) && name.toLowerCase().includes(wanted))
    .slice(0, shownSuggestions)
    .map((name) => ({ value: name, title: name }))
  return (
    <>
      {host !== undefined && <UserAccess token={token} host={host} />}
      <Combobox
        {...props}
        text={typeof value === 'string' ? value : ''}
        choices={choices}
        // Where nothing is suggested there is nothing to wait for, and nothing to miss.
        state={choices.length === 0 ? 'searching' : 'settled'}
        onSearch={setSearch}
        onChoose={(choice) => onChange(choice.value)}
        onText={onChange}
        onClear={() => onChange(undefined)}
      />
    </>
  )
}

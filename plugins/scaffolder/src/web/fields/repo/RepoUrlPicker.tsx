import type { JsonObject } from '@callboard/model'
import { type FormFieldParts, type FormFieldProps, type Text, useAppConfig, useText } from '@callboard/web'
import { useEffect } from 'react'
import { PartInput } from './PartInput.tsx'
import { useRepoCompletions } from './repo-completions.ts'
import { type HostType, partsOf, type RepoPart, repoHosts, requiredParts, typeOfHost } from './repo-hosts.ts'
import { type RepoUrlValue, readRepoUrl, writeRepoUrl } from './repo-url-value.ts'
import { UserAccess } from './UserAccess.tsx'
import { useUserToken } from './use-user-token.ts'

const list = (description: string): JsonObject => ({ type: 'array', items: { type: 'string' }, description })

/** Where a repository is, or is to be. */
export const repoUrlPicker: FormFieldParts = {
  component: RepoUrlPicker,
  isGroup: true,
  validate(value, { config, options, text }) {
    const repo = readRepoUrl(value)
    if (!repo) return []
    const type = typeOfHost(config, repo.host)
    const missing = requiredParts(type).filter((part) => !repo[part])
    return missing.map((part) =>
      text('repo.missing', '{part} must not be empty.', { part: partLabel(part, type, options, text) }),
    )
  },
  schema: {
    returnValue: { type: 'string' },
    uiOptions: {
      type: 'object',
      properties: {
        allowedHosts: list('The hosts to choose from. Default: those of the config.'),
        allowedOrganizations: list('Organizations of Azure DevOps to choose from.'),
        allowedOwners: list('Owners, groups and workspaces to choose from.'),
        allowedProjects: list('Projects to choose from.'),
        allowedRepos: list('Repositories to choose from.'),
        ownerLabel: { type: 'string', description: 'What the owner is called.' },
        ownerDescription: { type: 'string', description: 'What the owner is.' },
        repoLabel: { type: 'string', description: 'What the repository is called.' },
        repoDescription: { type: 'string', description: 'What the repository is.' },
        disableRepoAutocomplete: { type: 'boolean', description: 'Whether to suggest no repositories.' },
        requestUserCredentials: {
          type: 'object',
          description: 'Has a token of the person put into a secret.',
          properties: {
            secretsKey: { type: 'string', description: 'The name of the secret.' },
            additionalScopes: { type: 'object', description: 'More scopes, by vendor.' },
          },
        },
      },
    },
  },
}

/** The option that lists what a part may be. */
const allowing: Readonly<Record<RepoPart, string>> = {
  owner: 'allowedOwners',
  workspace: 'allowedOwners',
  organization: 'allowedOrganizations',
  project: 'allowedProjects',
  repo: 'allowedRepos',
}

function RepoUrlPicker(props: FormFieldProps) {
  const { id, options, onChange, secrets, isDisabled, isRequired } = props
  const t = useText()
  const config = useAppConfig()
  const value = readRepoUrl(props.value)
  const allowedHosts = texts(options.allowedHosts)
  const hosts = allowedHosts ?? repoHosts(config).map(({ host }) => host)
  const type = value && typeOfHost(config, value.host)
  const token = useUserToken(options, type, secrets)
  const known = useRepoCompletions(type, value, token.state === 'there' ? token.token : undefined)
  usePreselection({ value, hosts, type, options, isRequired, onChange })

  const change = (part: RepoPart, text: string | undefined) =>
    value && onChange(writeRepoUrl(without({ ...value, [part]: text })))
  return (
    <div className="scf-repo">
      <div className="scf-field">
        <label htmlFor={`${id}__host`} className="scf-sublabel">
          {t('repo.host', 'Host')}
        </label>
        <select
          id={`${id}__host`}
          className="scf-input"
          value={value?.host ?? ''}
          disabled={isDisabled || (hosts.length === 1 && value?.host === hosts[0])}
          required={isRequired}
          aria-invalid={props.isInvalid}
          aria-describedby={props.describedBy}
          onChange={({ target }) => onChange(target.value === '' ? undefined : writeRepoUrl({ host: target.value }))}
        >
          {(value === undefined || !isRequired) && <option value="" />}
          {value && !hosts.includes(value.host) && <option value={value.host}>{value.host}</option>}
          {hosts.map((host) => (
            <option key={host} value={host}>
              {host}
            </option>
          ))}
        </select>
      </div>
      {value && type && (
        <>
          <UserAccess token={token} host={value.host} />
          {partsOf[type].map((part) => (
            <PartInput
              // Of another host it is another thing.
              key={`${value.host} ${part}`}
              id={`${id}__${part}`}
              label={partLabel(part, type, options, t)}
              description={descriptionOf(part, options)}
              value={value[part] ?? ''}
              allowed={texts(options[allowing[part]])}
              known={part === 'repo' && options.disableRepoAutocomplete === true ? [] : (known[part] ?? [])}
              isRequired={isRequired && requiredParts(type).includes(part)}
              isDisabled={isDisabled}
              isInvalid={props.isInvalid && requiredParts(type).includes(part) && !value[part]}
              describedBy={props.describedBy}
              onChange={(text) => change(part, text)}
            />
          ))}
        </>
      )}
    </div>
  )
}

interface Preselection extends Pick<FormFieldProps, 'options' | 'isRequired' | 'onChange'> {
  value: RepoUrlValue | undefined
  hosts: readonly string[]
  type: HostType | undefined
}

/** What leaves no choice is chosen; of several hosts the first, where one is needed. */
function usePreselection({ value, hosts, type, options, isRequired, onChange }: Preselection) {
  const [first] = hosts
  const only =
    value &&
    type &&
    Object.fromEntries(
      partsOf[type].flatMap((part) => {
        const allowed = texts(options[allowing[part]])
        return !value[part] && allowed?.length === 1 ? [[part, allowed[0]]] : []
      }),
    )
  const isOnly = hosts.length === 1 && Array.isArray(options.allowedHosts)
  const wanted =
    value === undefined
      ? first !== undefined && (isRequired || isOnly)
        ? writeRepoUrl({ host: first })
        : undefined
      : only && Object.keys(only).length > 0
        ? writeRepoUrl({ ...value, ...only })
        : undefined
  useEffect(() => {
    if (wanted !== undefined) onChange(wanted)
  }, [wanted, onChange])
}

function partLabel(part: RepoPart, type: HostType, options: JsonObject, t: Text): string {
  if (part === 'owner' && typeof options.ownerLabel === 'string') return options.ownerLabel
  if (part === 'repo' && typeof options.repoLabel === 'string') return options.repoLabel
  switch (part) {
    case 'owner':
      return type === 'gitlab' ? t('repo.group', 'Group') : t('repo.owner', 'Owner')
    case 'repo':
      return t('repo.repository', 'Repository')
    case 'organization':
      return t('repo.organization', 'Organization')
    case 'workspace':
      return type === 'gerrit' ? t('repo.parent', 'Parent project') : t('repo.workspace', 'Workspace')
    case 'project':
      return t('repo.project', 'Project')
  }
}

function descriptionOf(part: RepoPart, { ownerDescription, repoDescription }: JsonObject): string | undefined {
  const description = { owner: ownerDescription, repo: repoDescription }[part as 'owner' | 'repo']
  return typeof description === 'string' ? description : undefined
}

const texts = (value: unknown): string[] | undefined =>
  Array.isArray(value) && value.length > 0 ? value.filter((one) => typeof one === 'string') : undefined

const without = (value: RepoUrlValue): RepoUrlValue =>
  // The host is never empty.
  Object.fromEntries(Object.entries(value).filter(([, text]) => text)) as RepoUrlValue

import { EmptyState, Icon, Link, useNavigate, useRead, useText } from '@callboard/web'
import { type LocalAddress, localPagePath } from '../model/local-address.ts'
import { type Content, readContent, readRepository } from '../model/routes.ts'

/** A file or folder, with the way to it and the branches. */
export function ContentView({ address }: { address: LocalAddress }) {
  const t = useText()
  const navigate = useNavigate()
  const { owner, name, path } = address
  const { branches, defaultBranch } = useRead(readRepository, { params: { owner, name } })
  const ref = address.ref ?? defaultBranch
  const content = useRead(readContent, { params: { owner, name }, query: { ref, ...(path && { path }) } })
  const isBranch = branches.some((branch) => branch.name === ref)
  return (
    <>
      <div className="git-way">
        <label>
          <span className="git-label">{t('content.branch', 'Branch')}</span>
          <select value={ref} onChange={({ target }) => navigate(localPagePath({ ...address, ref: target.value }))}>
            {!isBranch && <option value={ref}>{ref.slice(0, 10)}</option>}
            {branches.map((branch) => (
              <option key={branch.name}>{branch.name}</option>
            ))}
          </select>
        </label>
        <Way address={{ ...address, ref }} />
      </div>
      {content.type === 'folder' ? (
        <Folder content={content} address={{ ...address, ref }} />
      ) : (
        <FileText text={content.text} />
      )}
    </>
  )
}

/** The folders above, as links. */
function Way({ address }: { address: LocalAddress }) {
  const t = useText()
  const names = address.path.split('/').filter(Boolean)
  if (names.length === 0) return null
  return (
    <nav aria-label={t('content.way', 'Folders above')} className="git-crumbs">
      <Link className="cb-link" to={localPagePath({ ...address, path: '' })}>
        {address.name}
      </Link>
      {names.map((name, index) => {
        const path = names.slice(0, index + 1).join('/')
        return (
          <span key={path}>
            <span aria-hidden="true">/</span>
            {index === names.length - 1 ? (
              <span aria-current="page">{name}</span>
            ) : (
              <Link className="cb-link" to={localPagePath({ ...address, path })}>
                {name}
              </Link>
            )}
          </span>
        )
      })}
    </nav>
  )
}

function Folder({ content, address }: { content: Content & { type: 'folder' }; address: LocalAddress }) {
  const t = useText()
  const { entries, readme } = content
  if (entries.length === 0) return <EmptyState title={t('content.empty', 'Nothing is here yet.')} icon="folder" />
  return (
    <>
      <ul className="git-entries">
        {entries.map(({ name, type }) => (
          <li key={name}>
            <Icon name={type === 'folder' ? 'folder' : type === 'link' ? 'link' : 'docs'} />
            {type === 'submodule' ? (
              <span>{name}</span>
            ) : (
              <Link className="cb-link" to={localPagePath({ ...address, path: `${address.path}/${name}` })}>
                {name}
              </Link>
            )}
          </li>
        ))}
      </ul>
      {readme && <pre className="git-readme">{readme}</pre>}
    </>
  )
}

function FileText({ text }: { text: string | undefined }) {
  const t = useText()
  if (text === undefined)
    return <EmptyState title={t('content.binary', 'This file is no text, or too long to be shown here.')} />
  const lines = text.replace(/\n$/, '').split('\n')
  return (
    // Long lines are scrolled, by keyboard too.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section className="git-file" tabIndex={0} aria-label={t('content.file', 'Content of the file')}>
      <ol>
        {lines.map((line, index) => (
          <li key={index}>
            <code>{line || '\n'}</code>
          </li>
        ))}
      </ol>
    </section>
  )
}

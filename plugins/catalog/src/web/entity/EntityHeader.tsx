import {
  ActionButton,
  Boundary,
  Button,
  EntityLink,
  type EntityWithRef,
  ExtensionBoundary,
  Icon,
  KindIcon,
  PageHeading,
  Popup,
  SafeLink,
  Tag,
  useAnnounce,
  useExtensions,
  useSearchParams,
  useText,
} from '@callboard/web'
import { specRef, specText, titleOf } from '../entity-names.ts'
import { useKindWords } from '../kind-words.ts'
import { StarButton } from '../StarButton.tsx'
import { refreshEntity } from './actions.ts'
import { type EntitySource, sourceOf } from './entity-source.ts'
import { Freshness } from './Freshness.tsx'
import { missingFacts } from './missing-facts.ts'
import { Unregister } from './Unregister.tsx'

/** Who the entity is, whose, and what can be done with it. */
export function EntityHeader({ entity }: { entity: EntityWithRef }) {
  const t = useText()
  const kind = entity.kind.toLowerCase()
  const words = useKindWords()(entity.kind)
  const title = titleOf(entity)
  const owner = specRef(entity, 'owner', 'group')
  const type = specText(entity, 'type')
  const lifecycle = specText(entity, 'lifecycle')
  const source = sourceOf(entity)
  return (
    <PageHeading
      title={title}
      icon={words.icon ? <Icon name={words.icon} /> : <KindIcon kind={kind} />}
      trail={[
        { title: t('list.title', 'Catalog'), to: '/catalog?kind=all' },
        {
          title: words.plural,
          to: kind === 'component' ? '/catalog' : `/catalog?kind=${encodeURIComponent(kind)}`,
        },
      ]}
      actions={<Actions entity={entity} title={title} source={source} />}
    >
      <p className="cat-identity">
        <span>{type ? t('entity.kind-and-type', '{kind}, {type}', { kind: entity.kind, type }) : entity.kind}</span>
        {lifecycle && <Tag tone={toneOf(lifecycle)}>{lifecycle}</Tag>}
        {owner && (
          <span className="cat-owner">
            {t('entity.owned-by', 'owned by')} <EntityLink entityRef={owner} />
          </span>
        )}
        <code className="cat-ref">{entity.ref}</code>
        <span className="cat-freshness">
          <Boundary title={t('entity.freshness', 'When it was read')} loading={null} failed={null}>
            <Freshness entity={entity} />
          </Boundary>
        </span>
      </p>
      {entity.metadata.description && <p className="cat-description">{entity.metadata.description}</p>}
      <ToDos entity={entity} source={source} />
    </PageHeading>
  )
}

interface ActionsProps {
  entity: EntityWithRef
  title: string
  source: EntitySource
}

function Actions({ entity, title, source: { editUrl, viewUrl } }: ActionsProps) {
  const t = useText()
  const announce = useAnnounce()
  const [, setParams] = useSearchParams()

  function copy(text: string, what: string) {
    // Browsers give the clipboard to pages of https and localhost only.
    const done =
      navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('This page may not use the clipboard.'))
    done.then(
      () => announce(t('copy.done', '{what} copied.', { what })),
      () => announce(t('copy.failed', 'The browser does not let this page copy. It is: {text}', { text })),
    )
  }

  return (
    <>
      <StarButton entityRef={entity.ref} title={title} />
      {editUrl && (
        <SafeLink href={editUrl} look="button">
          {t('entity.edit', 'Edit')}
        </SafeLink>
      )}
      {viewUrl && (
        <SafeLink href={viewUrl} look="button">
          {t('entity.view-source', 'View source')}
        </SafeLink>
      )}
      <ActionsOfPlugins entity={entity} />
      <ActionButton action={refreshEntity} subject={entity} />
      <Popup label={t('entity.more', 'More')}>
        {(close) => (
          <ul className="cb-menu">
            <li>
              <Button
                icon="link"
                look="quiet"
                onPress={() => {
                  copy(globalThis.location.href, t('entity.link', 'Link'))
                  close()
                }}
              >
                {t('entity.copy-link', 'Copy link')}
              </Button>
            </li>
            <li>
              <Button
                icon="copy"
                look="quiet"
                onPress={() => {
                  copy(entity.ref, entity.ref)
                  close()
                }}
              >
                {t('entity.copy-ref', 'Copy reference')}
              </Button>
            </li>
            <li>
              <Button
                icon="source"
                look="quiet"
                onPress={() => {
                  setParams((params) => {
                    params.set('inspect', 'overview')
                    return params
                  })
                  close()
                }}
              >
                {t('entity.inspect', 'Inspect')}
              </Button>
            </li>
            <li>
              <Boundary title={t('entity.unregister', 'Unregister')} loading={null}>
                <Unregister entity={entity} />
              </Boundary>
            </li>
          </ul>
        )}
      </Popup>
    </>
  )
}

/** What other plugins offer to do with the entity. */
function ActionsOfPlugins({ entity }: { entity: EntityWithRef }) {
  const offered = useExtensions('entity-action')
  return offered
    .filter(
      ({ extension: { of } }) =>
        (of.entityKind === undefined || of.entityKind === entity.kind.toLowerCase()) &&
        (of.annotation === undefined || entity.metadata.annotations?.[of.annotation] !== undefined),
    )
    .map(({ key, pluginId, extension: { title, component: Action } }) => (
      <ExtensionBoundary key={key} pluginId={pluginId} extensionKey={key} title={title} loading={null} failed={null}>
        <Action entity={entity} />
      </ExtensionBoundary>
    ))
}

/** What the file lacks, with the way to add it. */
function ToDos({ entity, source }: { entity: EntityWithRef; source: EntitySource }) {
  const t = useText()
  const missing = missingFacts(entity, t)
  if (missing.length === 0) return null
  return (
    <div className="cat-todos">
      <span>{t('todo.title', 'To do:')}</span>
      <ul>
        {missing.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      {source.editUrl ? (
        <SafeLink href={source.editUrl}>{t('todo.fix', 'Add it in the file')}</SafeLink>
      ) : (
        source.file && <code className="cat-file">{source.file}</code>
      )}
    </div>
  )
}

function toneOf(lifecycle: string): 'good' | 'warning' | 'plain' {
  if (lifecycle === 'production') return 'good'
  return lifecycle === 'deprecated' ? 'warning' : 'plain'
}

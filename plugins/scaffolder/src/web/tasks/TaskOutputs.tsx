import { EntityLink, Icon, type IconName, isIconName, Link, safeHref, useEntityPath, useText } from '@callboard/web'
import { useState } from 'react'
import type { OutputLink, OutputText, TaskOutput } from '../../model/task.ts'
import { Markdown } from '../markdown/Markdown.tsx'

/** What a completed task gives: links, texts, and whatever else its template names. */
export function TaskOutputs({ output }: { output: TaskOutput }) {
  const t = useText()
  const { links = [], text = [], ...values } = output
  const leading = links.filter(({ url, entityRef }) => url !== undefined || entityRef !== undefined)
  const texts = text.filter(({ content }) => content !== undefined && content !== '')
  const others = Object.entries(values)
  if (leading.length === 0 && texts.length === 0 && others.length === 0) return null
  return (
    <section className="task-outputs" aria-label={t('task.outputs', 'What came out')}>
      {leading.length > 0 && (
        <ul className="task-links">
          {leading.map((link, place) => (
            <li key={place}>
              <OutputLinkButton link={link} />
            </li>
          ))}
        </ul>
      )}
      {texts.length > 0 && <Texts texts={texts} />}
      {others.length > 0 && (
        <details>
          <summary>{t('task.values', 'Values')}</summary>
          <pre className="task-values">{JSON.stringify(values, null, 2)}</pre>
        </details>
      )}
    </section>
  )
}

/** The entity wins where a link names both (spec/scaffolder.md 5). */
function OutputLinkButton({ link: { title, icon, url, entityRef } }: { link: OutputLink }) {
  const pathOf = useEntityPath()
  const path = entityRef === undefined ? undefined : pathOf(entityRef)
  const content = (
    <>
      <Icon name={iconOf(icon)} />
      {title ?? entityRef ?? url}
    </>
  )
  if (path !== undefined) {
    return (
      <Link className="cb-button cb-button-plain" to={path}>
        {content}
      </Link>
    )
  }
  if (entityRef !== undefined) return <EntityLink entityRef={entityRef} title={title} />
  const href = safeHref(url ?? '')
  // An address that could run code is shown, not followed.
  if (href === undefined) return <span>{content}</span>
  return (
    <a className="cb-button cb-button-plain" href={href} target="_blank" rel="noreferrer">
      {content}
      <Icon name="external" />
    </a>
  )
}

/** The field's icon keys that go by another name here. */
const otherNames: Readonly<Record<string, IconName>> = {
  dashboard: 'fit',
  github: 'source',
  gitlab: 'source',
  help: 'alert',
  scaffolder: 'create',
  techdocs: 'docs',
  warning: 'broken',
}

const iconOf = (icon: string | undefined): IconName => {
  const name = icon?.replace(/^kind:/, '')
  return isIconName(name) ? name : (name !== undefined && otherNames[name]) || 'link'
}

function Texts({ texts }: { texts: readonly OutputText[] }) {
  const t = useText()
  const [shown, show] = useState(() =>
    Math.max(
      0,
      texts.findIndex((text) => text.default === true),
    ),
  )
  const text = texts[shown]
  return (
    <div className="task-texts">
      {texts.length > 1 && (
        <nav className="create-tabs" aria-label={t('task.texts', 'Texts')}>
          <ul>
            {texts.map(({ title, icon }, place) => (
              <li key={place}>
                <button type="button" aria-current={place === shown ? 'true' : undefined} onClick={() => show(place)}>
                  {icon !== undefined && <Icon name={iconOf(icon)} />}
                  {title ?? t('task.text', 'Text {number}', { number: place + 1 })}
                </button>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {texts.length === 1 && text?.title !== undefined && <h2>{text.title}</h2>}
      {text?.content !== undefined && <Markdown>{text.content}</Markdown>}
    </div>
  )
}

import { Button, SafeLink, saveFile, Tag, useAnnounce, useRead, useText } from '@callboard/web'
import { useDeferredValue, useEffect, useMemo, useState } from 'react'
import { listActions, listTemplatingExtensions } from '../../model/routes.ts'
import { CodeEditorOnDemand } from './code-editor-on-demand.ts'
import { FileList } from './FileList.tsx'
import { lintTemplate } from './lint/lint-template.ts'
import { readTemplate } from './lint/read-template.ts'
import { Problems, type SaidProblem, sayProblem } from './Problems.tsx'
import { bytesOf, mainFile, type Project, type ProjectFile, textOf } from './project.ts'
import { Trial } from './Trial.tsx'

/** A project with its files, the one that is edited, what is wrong with it, and its form and dry run. */
export function Workbench({ project, onClose }: { project: Project; onClose: () => void }) {
  const t = useText()
  const announce = useAnnounce()
  const [files, setFiles] = useState(project.files)
  const [changed, setChanged] = useState<ReadonlySet<string>>(new Set())
  const main = useMemo(
    () => project.files.find(({ path }) => path === project.mainPath) ?? mainFile(project.files),
    [project],
  )
  const [path, setPath] = useState(main?.path)
  const [goTo, setGoTo] = useState<{ line: number }>()
  const file = files.find((file) => file.path === path)
  const text = file && textOf(file.content)
  const { problems, reading } = useTemplate(files.find((file) => file.path === main?.path))

  useEffect(() => {
    if (changed.size === 0) return undefined
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [changed])

  function change(path: string, text: string) {
    setFiles((before) => before.map((file) => (file.path === path ? { ...file, content: bytesOf(text) } : file)))
    setChanged((before) => new Set(before).add(path))
  }

  async function save({ path, content, save: write }: ProjectFile) {
    try {
      if (write) await write(content)
      else saveFile(new Blob([content]), path.split('/').at(-1) ?? path)
      setChanged((before) => new Set([...before].filter((other) => other !== path)))
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      announce(t('editor.save.failed', '{path} could not be saved: {reason}', { path, reason }))
    }
  }

  const shownProblems = path === main?.path ? problems : []
  return (
    <div className="editor">
      <div className="editor-bar">
        <strong>{project.title}</strong>
        {file && <code>{file.path}</code>}
        {file && changed.has(file.path) && <Tag tone="warning">{t('editor.unsaved', 'changed')}</Tag>}
        <span className="editor-bar-actions">
          {file && (
            <Button look="quiet" icon="download" onPress={() => void save(file)}>
              {file.save ? t('editor.save', 'Save') : t('log.download', 'Download')}
            </Button>
          )}
          {project.editUrl !== undefined && (
            <SafeLink href={project.editUrl} look="button">
              {t('editor.at-source', 'Edit at its source')}
            </SafeLink>
          )}
          <Button look="quiet" icon="close" onPress={onClose}>
            {t('editor.close', 'Close')}
          </Button>
        </span>
      </div>
      <div className="editor-panes">
        <FileList
          title={t('editor.files', 'Files')}
          files={files.map(({ path }) => ({
            path,
            mark: changed.has(path) && <span className="editor-dot" title={t('editor.unsaved', 'changed')} />,
          }))}
          shown={path}
          onShow={setPath}
        />
        <div className="editor-main">
          {file && text !== undefined ? (
            <CodeEditorOnDemand
              key={file.path}
              path={file.path}
              text={text}
              onChange={(text) => change(file.path, text)}
              wrongLines={shownProblems.map(({ line }) => line)}
              goTo={path === main?.path ? goTo : undefined}
            />
          ) : (
            <p className="cb-muted">{t('editor.binary', 'It is no text.')}</p>
          )}
          <Problems
            problems={problems}
            onGoTo={(line) => {
              setPath(main?.path)
              setGoTo({ line })
            }}
          />
        </div>
        <Trial template={reading.state === 'read' ? reading.template : undefined} files={files} mainPath={main?.path} />
      </div>
    </div>
  )
}

/** What the main file says, and what is wrong with it, in words. Follows the typing when there is time. */
function useTemplate(file: ProjectFile | undefined) {
  const t = useText()
  const actions = useRead(listActions)
  const { filters } = useRead(listTemplatingExtensions)
  const content = useDeferredValue(file?.content)
  const reading = useMemo(() => readTemplate((content && textOf(content)) ?? ''), [content])
  const found = useMemo(
    () =>
      reading.state === 'read'
        ? lintTemplate(reading.template, reading.lineOf, { actions, filters: Object.keys(filters) })
        : [],
    [reading, actions, filters],
  )
  const problems: SaidProblem[] =
    reading.state === 'broken'
      ? [{ line: reading.line, words: reading.reason }]
      : reading.state === 'other'
        ? [{ line: 1, words: t('lint.no-template', 'No document in this file has the kind Template.') }]
        : found.map((problem) => ({ line: problem.line, words: sayProblem(problem, t) }))
  return { reading, problems }
}

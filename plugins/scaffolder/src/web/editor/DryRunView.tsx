import { EmptyState, Tag, useText } from '@callboard/web'
import { useMemo, useState } from 'react'
import type { DryRunResult } from '../../model/routes.ts'
import type { TaskEvent } from '../../model/task.ts'
import { Stepper } from '../tasks/Stepper.tsx'
import { TaskLog } from '../tasks/TaskLog.tsx'
import { TaskOutputs } from '../tasks/TaskOutputs.tsx'
import { tellStory } from '../tasks/task-story.ts'
import { ComparedText } from './ComparedText.tsx'
import { type ComparedFile, compareFiles } from './compare-files.ts'
import { FileList } from './FileList.tsx'

/** What a {@link DryRunView} shows. */
export interface DryRunViewProps {
  result: DryRunResult
  /** The dry run before, to compare with. */
  before: DryRunResult | undefined
}

/** What a dry run did: its files against those of the one before, its output, its steps and their log. */
export function DryRunView({ result, before }: DryRunViewProps) {
  const t = useText()
  const story = useMemo(() => tellStory(result.steps, eventsOf(result)), [result])
  const [stepId, setStepId] = useState<string>()
  const lines = stepId === undefined ? story.lines : story.lines.filter((line) => line.stepId === stepId)
  return (
    <div className="editor-result">
      <Files result={result} before={before} />
      <TaskOutputs output={result.output} />
      <Stepper steps={story.steps} chosenId={stepId} onChoose={setStepId} />
      <TaskLog
        key={stepId ?? ''}
        lines={lines}
        fileName="dry-run.log"
        isLive={false}
        empty={t('log.none', 'Nothing was logged.')}
      />
    </div>
  )
}

/** As the task page hears them; a dry run keeps no times. */
const eventsOf = ({ log }: DryRunResult): TaskEvent[] =>
  log.map(({ body }, id) => ({ id, isTaskRecoverable: false, taskId: '', type: 'log', createdAt: '', body }))

function Files({ result, before }: DryRunViewProps) {
  const t = useText()
  const files = useMemo(() => compareFiles(result.directoryContents, before?.directoryContents), [result, before])
  const [path, setPath] = useState<string>()
  const shown = files.find((file) => file.path === path) ?? files.find(({ change }) => change !== 'same') ?? files[0]
  if (!shown) return <EmptyState title={t('editor.no-files', 'The steps left no files.')} icon="folder" />
  return (
    <div className="editor-made">
      <FileList
        title={t('editor.made', 'Files that were made')}
        files={files.map((file) => ({ path: file.path, mark: <ChangeMark file={file} /> }))}
        shown={shown.path}
        onShow={setPath}
      />
      <ComparedText key={shown.path} compared={shown} />
    </div>
  )
}

function ChangeMark({ file: { change, file } }: { file: ComparedFile }) {
  const t = useText()
  return (
    <span className="editor-marks">
      {file.executable && <Tag>{t('editor.executable', 'executable')}</Tag>}
      {change === 'added' && <Tag tone="good">{t('editor.added', 'new')}</Tag>}
      {change === 'changed' && <Tag tone="warning">{t('editor.changed', 'changed')}</Tag>}
      {change === 'removed' && <Tag tone="bad">{t('editor.removed', 'gone')}</Tag>}
    </span>
  )
}

import { parseEntityRef } from '@callboard/model'
import { Boundary, Loading, PageHeading, useAddress, useRead, useReadAhead, useText } from '@callboard/web'
import { useMemo, useState } from 'react'
import { listActions, listTemplatingExtensions, readTemplateFiles } from '../../model/routes.ts'
import { CreateTabs } from '../CreateTabs.tsx'
import { OpenProject } from './OpenProject.tsx'
import { bytesOfBase64, type Project } from './project.ts'
import { Workbench } from './Workbench.tsx'
import './editor.css'

/** Where templates are written and tried: one of the catalog (`?template=`), a folder of this machine, or a new one. */
export function EditorPage() {
  const t = useText()
  const title = t('page.editor.title', 'Template editor')
  const [opened, open] = useState<Project>()
  // What the problems are found with; whatever is opened will ask for it.
  useReadAhead(listActions)
  useReadAhead(listTemplatingExtensions)
  const { shown, go } = useAddress()
  const template = new URLSearchParams(shown).get('template')
  function close() {
    open(undefined)
    go(new URLSearchParams())
  }
  return (
    <>
      <PageHeading title={title}>
        <CreateTabs />
      </PageHeading>
      <Boundary title={title} loading={<Loading lines={8} />} resetOn={shown}>
        {opened ? (
          <Workbench project={opened} onClose={close} />
        ) : template === null ? (
          <OpenProject onOpen={open} onTemplate={(ref) => go(new URLSearchParams({ template: ref }))} />
        ) : (
          <CatalogTemplate key={template} templateRef={template} onClose={close} />
        )}
      </Boundary>
    </>
  )
}

function CatalogTemplate({ templateRef, onClose }: { templateRef: string; onClose: () => void }) {
  const { kind, namespace, name } = parseEntityRef(templateRef, { defaultKind: 'template' })
  const { files, templatePath, editUrl } = useRead(readTemplateFiles, { params: { kind, namespace, name } })
  const project = useMemo(
    (): Project => ({
      title: name,
      files: files.map(({ path, base64Content }) => ({ path, content: bytesOfBase64(base64Content) })),
      mainPath: templatePath,
      editUrl,
    }),
    [name, files, templatePath, editUrl],
  )
  return <Workbench project={project} onClose={onClose} />
}

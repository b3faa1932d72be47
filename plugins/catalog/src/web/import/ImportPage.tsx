import { Boundary, Loading, PageHeading, useSearchParams, useSend, useText } from '@callboard/web'
import { useState } from 'react'
import { addLocation } from '../../model/routes-write.ts'
import { Analysis } from './Analysis.tsx'
import { Progress } from './Progress.tsx'
import { Refusal } from './Refusal.tsx'
import { TargetForm } from './TargetForm.tsx'
import './import.css'

/** Where people register what they have: look first, then register, then see it arrive. The address tells how far they are. */
export function ImportPage() {
  const t = useText()
  const [params, setParams] = useSearchParams()
  const url = params.get('url') ?? ''
  const locationId = params.get('location') ?? ''
  const { send, state } = useSend(addLocation)
  const [refusal, setRefusal] = useState<Error>()

  async function register(target: string) {
    setRefusal(undefined)
    try {
      const { location } = await send({ body: { type: 'url', target } })
      setParams({ url, location: location.id })
    } catch (error) {
      setRefusal(error instanceof Error ? error : new Error(String(error)))
    }
  }

  return (
    <>
      <PageHeading
        title={t('import.title', 'Register a location')}
        trail={[{ title: t('list.title', 'Catalog'), to: '/catalog' }]}
      >
        <p className="cat-import-intro">
          {t(
            'import.intro',
            'Give the address of a catalog-info.yaml, or of the repository that has one. You see what it would add before anything is registered.',
          )}
        </p>
      </PageHeading>
      <TargetForm
        key={url}
        url={url}
        onTarget={(target) => {
          setRefusal(undefined)
          setParams({ url: target })
        }}
      />
      <div className="cat-import-result" aria-live="polite">
        {refusal && <Refusal error={refusal} />}
        {state === 'sending' && <Loading lines={6} />}
        {state !== 'sending' && url !== '' && (
          <Boundary
            title={t('import.result', 'The location')}
            loading={<Loading lines={6} />}
            resetOn={url + locationId}
          >
            {locationId === '' ? (
              <Analysis url={url} onRegister={(target) => void register(target)} />
            ) : (
              <Progress locationId={locationId} />
            )}
          </Boundary>
        )}
      </div>
    </>
  )
}

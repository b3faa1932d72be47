import { useEffect, useState } from 'react'
import type { Reading } from '../../model/definition/read-definition.ts'

/**
 * Reads an OpenAPI or AsyncAPI text in a worker, which ends with the page.
 *
 * @returns undefined as long as it is being read.
 * @throws Error when the worker fails: the boundary around the tab says so, and offers another attempt.
 */
export function useReading(text: string): Reading | undefined {
  const [latest, setLatest] = useState<{ text: string; reading: Reading | Error }>()
  useEffect(() => {
    const worker = new Worker(new URL('./definition-worker.ts', import.meta.url), { type: 'module' })
    worker.onmessage = ({ data }: MessageEvent<Reading>) => setLatest({ text, reading: data })
    worker.onerror = ({ message }) => setLatest({ text, reading: new Error(message) })
    worker.postMessage(text)
    return () => worker.terminate()
  }, [text])
  if (latest?.text !== text) return undefined
  if (latest.reading instanceof Error) throw latest.reading
  return latest.reading
}

import { useEffect, useRef } from 'react'
import { useReadAgain } from './use-read.ts'

/** Often enough to follow what is going on. */
const everyMs = 1_500

/** Reads what the page shows again and again while something is going on, as long as somebody can see it. */
export function useReadWhile(isGoingOn: boolean): void {
  const readAgain = useRef(useReadAgain())
  useEffect(() => {
    if (!isGoingOn) return undefined
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void readAgain.current()
    }, everyMs)
    return () => clearInterval(timer)
  }, [isGoingOn])
}

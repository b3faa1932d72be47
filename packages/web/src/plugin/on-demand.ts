import { type ComponentType, type LazyExoticComponent, lazy } from 'react'

/**
 * A component whose code is loaded when it is first shown: what nobody opens costs nothing.
 *
 * @param load - `() => import('./FreezeList.tsx').then((module) => module.FreezeList)`
 */
export const onDemand = <P extends object>(
  load: () => Promise<ComponentType<P>>,
): LazyExoticComponent<ComponentType<P>> => lazy(async () => ({ default: await load() }))

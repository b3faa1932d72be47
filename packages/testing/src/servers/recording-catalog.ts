import { definePlugin, type Plugin } from '@callboard/kernel'
import { type Entity, entityRefOf } from '@callboard/model'
import { type EntityMutation, providers, type ScmEvent } from '@callboard/plugin-catalog'

/** A catalog that keeps what providers hand over, for tests of providers. */
export interface RecordingCatalog {
  plugin: Plugin
  /** Every mutation, oldest first. */
  mutations: { provider: string; mutation: EntityMutation }[]
  /** Every key that was asked to be refreshed, and those of the files that something happened to. */
  refreshed: string[]
  /** What happened at source code hosts. */
  scmEvents: ScmEvent[]
  failures: { provider: string; error: unknown }[]
  /** What a provider has given, by ref, sorted. */
  entities(provider: string): Map<string, Entity>
  /** Waits until `check` no longer throws or is true, and gives up after five seconds. */
  until(check: () => boolean): Promise<void>
}

/** Makes a recording catalog; add its plugin to a portal. */
export function recordingCatalog(): RecordingCatalog {
  const stores = new Map<string, Map<string, Entity>>()
  const storeOf = (provider: string) => stores.get(provider) ?? stores.set(provider, new Map()).get(provider)
  const recording: RecordingCatalog = {
    mutations: [],
    refreshed: [],
    scmEvents: [],
    failures: [],
    entities: (provider) => new Map([...(stores.get(provider) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1))),
    async until(check) {
      for (const end = Date.now() + 5_000; !check(); ) {
        if (Date.now() > end)
          throw new Error(`Waited in vain. Failures so far: ${recording.failures.map(({ error }) => error)}`)
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    },
    plugin: definePlugin({
      id: 'catalog',
      provide: { providers },
      setup({ providers, lifecycle }) {
        lifecycle.onStart(async () => {
          for (const provider of providers.all()) {
            const store = storeOf(provider.name)
            await provider.connect({
              async applyMutation(mutation) {
                recording.mutations.push({ provider: provider.name, mutation })
                applyTo(store ?? new Map(), mutation)
              },
              refresh: async ({ keys }) => void recording.refreshed.push(...keys),
              async followScm(events) {
                recording.scmEvents.push(...events)
                recording.refreshed.push(...events.flatMap((event) => ('url' in event ? [`url:${event.url}`] : [])))
              },
              reportFailure: async (error) => void recording.failures.push({ provider: provider.name, error }),
            })
          }
        })
      },
    }),
  }
  return recording
}

function applyTo(store: Map<string, Entity>, mutation: EntityMutation): void {
  if (mutation.type === 'full') store.clear()
  else for (const item of mutation.removed) store.delete('entity' in item ? entityRefOf(item.entity) : item.entityRef)
  const added = mutation.type === 'full' ? mutation.entities : mutation.added
  for (const { entity } of added) store.set(entityRefOf(entity), entity)
}

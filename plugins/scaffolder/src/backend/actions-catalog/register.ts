import { setTimeout as pause } from 'node:timers/promises'
import type { ScmIntegrations } from '@callboard/kernel'
import { type Entity, entityRefOf, Type } from '@callboard/model'
import type { Entities, Locations } from '@callboard/plugin-catalog'
import { type Action, type ActionContext, defineScaffolderAction, errors } from '../../model/index.ts'

/** What the actions about the catalog need. */
export interface CatalogServices {
  entities: Entities
  locations: Locations
  scm: ScmIntegrations
}

/** How long a registered entity is waited for. Past that the task goes on: the entity will be there later. */
const visibleWithinMs = 10_000
const lookEveryMs = 100

const optional = Type.Optional(
  Type.Boolean({ description: 'Go on without an entity when the file is not there or cannot be used.' }),
)

/** `catalog:register` (spec/scaffolder.md 11.2). */
export const registerAction = (services: CatalogServices): Action =>
  defineScaffolderAction({
    id: 'catalog:register',
    description: 'Registers a catalog file, and gives the entity that it describes.',
    input: Type.Union([
      Type.Object(
        {
          catalogInfoUrl: Type.String({ description: 'Address of the catalog file.' }),
          optional,
        },
        { additionalProperties: false },
      ),
      Type.Object(
        {
          repoContentsUrl: Type.String({ description: "Address of the repository's files, as publishing gives it." }),
          catalogInfoPath: Type.Optional(
            Type.String({ description: 'Path of the catalog file in it. Default: /catalog-info.yaml.' }),
          ),
          optional,
        },
        { additionalProperties: false },
      ),
    ]),
    output: Type.Object({
      entityRef: Type.Optional(Type.String({ description: 'The entity; absent when the file describes none.' })),
      catalogInfoUrl: Type.String({ description: 'Address of the catalog file.' }),
    }),
    examples: [
      {
        description: 'Register what was published',
        input: {
          repoContentsUrl: `\${{ steps.publish.output.repoContentsUrl }}`,
          catalogInfoPath: '/catalog-info.yaml',
        },
      },
      {
        description: 'Register a file by its address, if it is there',
        input: { catalogInfoUrl: 'https://github.com/acme/shop/blob/main/catalog-info.yaml', optional: true },
      },
    ],
    async run(context) {
      const { input, log, output } = context
      const catalogInfoUrl = 'catalogInfoUrl' in input ? input.catalogInfoUrl : resolve(input, services.scm)
      log.info(`Registering ${catalogInfoUrl} in the catalog`)
      output('catalogInfoUrl', catalogInfoUrl)
      try {
        await register(catalogInfoUrl, context, services)
      } catch (error) {
        if (!input.optional) throw error
        log.warn(`Nothing was registered: ${error instanceof Error ? error.message : String(error)}`)
      }
    },
  })

async function register(
  target: string,
  { initiator, log, output, signal }: Pick<ActionContext, 'initiator' | 'log' | 'output' | 'signal'>,
  { entities, locations }: CatalogServices,
): Promise<void> {
  await locations.register(target, initiator)
  const entity = mainEntity(await locations.tryOut(target, initiator))
  if (!entity) return
  const ref = entityRefOf(entity)
  output('entityRef', ref)
  const until = performance.now() + visibleWithinMs
  while (!(await entities.findByRef(ref, initiator))) {
    if (performance.now() > until) {
      log.warn(`${ref} is registered, but the catalog does not show it yet.`)
      return
    }
    await pause(lookEveryMs, undefined, { signal })
  }
}

/** The entity that a file is about, of all that it leads to. */
function mainEntity(found: readonly Entity[]): Entity | undefined {
  const written = found.filter(({ metadata }) => !metadata.name.startsWith('generated-'))
  return written.find(({ kind }) => kind.toLowerCase() === 'component') ?? written[0] ?? found[0]
}

function resolve(
  { repoContentsUrl, catalogInfoPath = '/catalog-info.yaml' }: { repoContentsUrl: string; catalogInfoPath?: string },
  scm: ScmIntegrations,
): string {
  if (!scm.byUrl(repoContentsUrl))
    throw errors.noIntegration({ host: URL.parse(repoContentsUrl)?.host ?? repoContentsUrl })
  return scm.resolveUrl({ base: repoContentsUrl, url: catalogInfoPath })
}

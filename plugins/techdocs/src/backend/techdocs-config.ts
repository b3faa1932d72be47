import { type Static, Type } from '@callboard/kernel'
import { DiagramsConfig } from './diagrams/diagrams-config.ts'
import { PublisherConfig } from './published/publisher-config.ts'

const pattern = (description: string) => Type.Optional(Type.String({ description, inBrowser: true }))

const sanitizer = Type.Object(
  {
    allowedIframeHosts: Type.Array(Type.String(), {
      default: [],
      description: 'Hosts, with their port where it is not the usual one, whose pages docs may show in a frame.',
      inBrowser: true,
    }),
    allowedCustomElementTagNameRegExp: pattern('Names of custom elements that docs may use.'),
    allowedCustomElementAttributeNameRegExp: pattern('Attributes that custom elements in docs may have.'),
    additionalAllowedURIProtocols: Type.Array(Type.String(), {
      default: [],
      description: 'Protocols that links in docs may have besides the usual ones, without the colon: "slack".',
      inBrowser: true,
    }),
  },
  { default: {}, description: 'What HTML in docs may hold beyond what is always allowed.' },
)

const renderer = Type.Object(
  {
    'strict-python-markdown': Type.Boolean({
      default: false,
      description:
        'Whether lists and other things nest as Python-Markdown has it, instead of as on GitHub. A site may decide for itself, below "extra" of its mkdocs.yml.',
    }),
  },
  { default: {}, description: 'How Markdown is read.' },
)

const names = (description: string) => Type.Array(Type.String({ minLength: 1 }), { default: [], description })

const generator = Type.Object(
  {
    runIn: Type.Union([Type.Literal('native'), Type.Literal('local'), Type.Literal('docker')], {
      default: 'native',
      description:
        'What builds sites that ask for plugins of MkDocs: "local", the program mkdocs of this machine, with the plugins that are allowed below; "native", nothing, they are shown without. "docker" is taken for "native". All other sites are rendered here in any case.',
    }),
    mkdocs: Type.Object(
      {
        dangerouslyAllowAdditionalPlugins: names(
          'Plugins and Markdown extensions that MkDocs may run for sites of anybody. They run code of their own.',
        ),
        dangerouslyAllowAdditionalKeys: names(
          'Keys of mkdocs.yml that MkDocs is given besides the usual ones; "hooks" runs code of the repository.',
        ),
      },
      { default: {}, additionalProperties: true, description: 'Only with runIn: "local".' },
    ),
  },
  { default: {}, additionalProperties: true, description: 'How sites are built that cannot be rendered here.' },
)

/** The block `techdocs` (spec/techdocs.md 10). */
export const TechdocsConfig = Type.Object({
  builder: Type.Union([Type.Literal('local'), Type.Literal('external')], {
    default: 'local',
    description:
      'Who makes docs sites: "local", this portal from their sources, or "external", a pipeline that publishes them. The annotation backstage.io/techdocs-builder decides for one entity.',
  }),
  renderer,
  generator,
  publisher: Type.Optional(PublisherConfig),
  legacyUseCaseSensitiveTripletPaths: Type.Boolean({
    default: false,
    description: 'Published sites stand under the names of entities as they are written, instead of in lower case.',
  }),
  diagrams: DiagramsConfig,
  sanitizer,
})
export type TechdocsConfig = Static<typeof TechdocsConfig>

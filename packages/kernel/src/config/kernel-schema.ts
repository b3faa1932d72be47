import { Type } from '@callboard/model'
import { backend } from './backend-schema.ts'
import type { ConfigDeclaration } from './config-schema.ts'
import { integrations } from './integrations-schema.ts'
import { block, duration, flag, text, texts } from './schema-words.ts'

const app = {
  title: text('The name of the portal, shown in its head and in window titles.', { inBrowser: true }),
  baseUrl: text('The URL at which people open the portal. Default: `backend.baseUrl`.', { inBrowser: true }),
  branding: block('How the portal looks.', {
    accentColor: text('The one accent colour, as CSS writes it: `#0f766e`.', { inBrowser: true }),
    logo: text('URL of a picture that stands for the title.', { inBrowser: true }),
  }),
  home: block('What the home page shows.', {
    main: texts('Widgets of the wide column, from the top: `catalog/needs`. Default: what is installed.', {
      inBrowser: true,
    }),
    aside: texts('Widgets of the narrow column, from the top: `catalog/starred`. Default: what is installed.', {
      inBrowser: true,
    }),
    links: Type.Optional(
      Type.Array(
        Type.Object({
          title: Type.String({ description: 'What the link says.', inBrowser: true }),
          url: Type.String({ description: 'A URL, or a path of the portal: `/catalog?kind=api`.', inBrowser: true }),
          description: text('A line below the title.', { inBrowser: true }),
        }),
        { description: 'Links that everybody needs, shown by the widget `home/links`.' },
      ),
    ),
  }),
  support: Type.Optional(
    Type.Unknown({ description: 'Where people get help: `url` and `items` of links.', inBrowser: true }),
  ),
  sidebar: Type.Optional(
    Type.Array(
      Type.Object({
        title: text('The heading of the group.', { inBrowser: true }),
        items: texts('Ids of its links, in their order: `nav-item:catalog/list`.', { inBrowser: true }),
      }),
      {
        description: 'Groups of the sidebar, in their order. Links that no group names follow behind.',
        inBrowser: true,
      },
    ),
  ),
  extensions: Type.Optional(
    Type.Array(Type.Unknown(), {
      description: 'Pages, cards and tabs to order, configure or switch off.',
      inBrowser: true,
    }),
  ),
}

const organization = {
  name: text('The name of the company.', { inBrowser: true }),
}

const auth = {
  backstageTokenExpiration: duration('How long the token of a person is good for.', { default: '1 hour' }),
  omitIdentityTokenOwnershipClaim: flag('Whether tokens leave out which groups a person belongs to.', {
    default: true,
  }),
  autologout: block('Signs people out who do nothing for long, in all tabs of their browser.', {
    enabled: flag('Whether it does.', { default: false, inBrowser: true }),
    idleTimeoutMinutes: Type.Optional(
      Type.Number({ description: 'After how long. Default: 60.', exclusiveMinimum: 0, inBrowser: true }),
    ),
    promptBeforeIdleSeconds: Type.Optional(
      Type.Number({ description: 'How long before they are asked. Default: 10.', minimum: 0, inBrowser: true }),
    ),
    logoutIfDisconnected: flag('Whether time counts while no tab is open.', { default: true, inBrowser: true }),
  }),
  environment: text('Which block of each sign-in provider counts.', { default: 'development', inBrowser: true }),
  providers: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), { description: 'By provider id: how people sign in with it.' }),
  ),
}

const permission = {
  enabled: flag('Whether permissions are asked at all; otherwise everyone who is signed in may do everything.', {
    default: false,
    inBrowser: true,
  }),
}

const pluginList = Type.Array(
  Type.Union([
    Type.String(),
    Type.Object(
      {
        package: Type.String({ description: 'Package name, or a path that starts with `./`.' }),
        enabled: flag('Whether it is started.', { default: true }),
      },
      { additionalProperties: false },
    ),
  ]),
  { description: 'Plugins beside the bundled ones: package names, or paths that start with `./`.' },
)

/** What the host itself reads, with a description of every key. Other keys of these blocks belong to plugins. */
export const kernelConfig: ConfigDeclaration = {
  pluginId: 'kernel',
  key: '',
  schema: Type.Object({
    app: block('What people see of the portal as a whole.', app),
    organization: block('The company whose portal this is.', organization),
    backend: block('The server.', backend),
    auth: block('How people and programs sign in.', auth),
    permission: block('Who may do what.', permission),
    enableExperimentalRedirectFlow: flag(
      'Whether the pages of sign-in providers take the place of the portal, rather than a window of their own.',
      { default: false, inBrowser: true },
    ),
    integrations: block('The source code hosts that files are read from.', integrations),
    plugins: Type.Optional(pluginList),
  }),
}

import {
  defineWebPlugin,
  docsAddon,
  entityAction,
  entityTab,
  language,
  onDemand,
  page,
  searchResultType,
  shortcut,
} from '@callboard/web'
import { docsEntityAnnotation, docsRefAnnotation } from '../model/annotations.ts'
import './content/typography.css'
import './content/blocks.css'
import './content/code.css'
import './reader/reader.css'
import './addons/addons.css'
import './index-page/index-page.css'
import './reader/print.css'

const readerParts = () => import('./reader-parts.ts')

export default defineWebPlugin({
  id: 'techdocs',
  extensions: [
    language({ id: 'de', title: 'Deutsch', load: () => import('./languages/de.ts').then(({ messages }) => messages) }),
    page({
      id: 'index',
      path: '/docs',
      title: 'Docs',
      icon: 'docs',
      heading: 'own',
      component: onDemand(() => import('./index-page/DocsIndexPage.tsx').then(({ DocsIndexPage }) => DocsIndexPage)),
    }),
    page({
      id: 'reader',
      path: '/docs/:namespace/:kind/:name/*',
      title: 'Docs',
      heading: 'own',
      component: onDemand(() => readerParts().then(({ ReaderPage }) => ReaderPage)),
    }),
    entityTab({
      id: 'docs',
      title: 'Docs',
      path: 'docs',
      of: { entityKinds: ['component'], annotations: [docsRefAnnotation, docsEntityAnnotation] },
      component: onDemand(() => readerParts().then(({ DocsTab }) => DocsTab)),
    }),
    entityAction({
      id: 'view',
      title: 'View docs',
      of: { annotation: docsRefAnnotation },
      component: onDemand(() => import('./entity/ReadDocs.tsx').then(({ ReadDocs }) => ReadDocs)),
    }),
    entityAction({
      id: 'view-other',
      title: 'View docs',
      of: { annotation: docsEntityAnnotation },
      component: onDemand(() => import('./entity/ReadDocs.tsx').then(({ ReadOtherDocs }) => ReadOtherDocs)),
    }),
    searchResultType({
      id: 'techdocs',
      title: 'Docs',
      icon: 'docs',
      facets: [
        { field: 'name', title: 'Docs of' },
        { field: 'owner', title: 'Owner' },
      ],
      detail: ['entityTitle'],
      component: onDemand(() => import('./search/DocsResult.tsx').then(({ DocsResult }) => DocsResult)),
    }),
    shortcut({ id: 'turn', title: 'In docs: previous and next page', keys: ['[', ']', 'p', 'n'] }),
    docsAddon({
      id: 'expandable-navigation',
      title: 'Open and fold all sections',
      location: 'primary-sidebar',
      component: onDemand(() => readerParts().then(({ ExpandableNavigation }) => ExpandableNavigation)),
    }),
    docsAddon({
      id: 'text-size',
      title: 'Text size',
      location: 'settings',
      component: onDemand(() => readerParts().then(({ TextSize }) => TextSize)),
    }),
    docsAddon({
      id: 'light-box',
      title: 'Enlarge images',
      location: 'content',
      component: onDemand(() => readerParts().then(({ LightBox }) => LightBox)),
    }),
    docsAddon({
      id: 'report-issue',
      title: 'Report an issue',
      location: 'content',
      component: onDemand(() => readerParts().then(({ ReportIssue }) => ReportIssue)),
    }),
  ],
})

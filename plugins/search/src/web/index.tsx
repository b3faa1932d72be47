import { defineWebPlugin, language, onDemand, page, paletteSource, settingsSection, shortcut } from '@callboard/web'
import { readSearchIndex } from '../model/permissions.ts'

export default defineWebPlugin({
  id: 'search',
  extensions: [
    language({ id: 'de', title: 'Deutsch', load: () => import('./languages/de.ts').then(({ messages }) => messages) }),
    paletteSource({
      id: 'everywhere',
      title: 'Search',
      scopes: ['any'],
      asked: 'always',
      allResults: '/search?query=',
      load: () => import('./palette-search.ts').then(({ everywhere }) => everywhere),
    }),
    page({
      id: 'search',
      path: '/search',
      title: 'Search',
      icon: 'search',
      heading: 'own',
      // The top bar leads there on every page.
      sidebar: 'hidden',
      component: onDemand(() => import('./page/SearchPage.tsx').then(({ SearchPage }) => SearchPage)),
    }),
    shortcut({ id: 'results', title: 'Next and previous result', keys: ['j', 'k'] }),
    page({
      id: 'index',
      path: '/administration/search',
      title: 'Search index',
      icon: 'search',
      heading: 'own',
      group: 'administration',
      allow: readSearchIndex,
      component: onDemand(() => import('./administration/IndexPage.tsx').then(({ IndexPage }) => IndexPage)),
    }),
    settingsSection({
      id: 'own',
      title: 'Your searches',
      component: onDemand(() => import('./settings/OwnSearches.tsx').then(({ OwnSearches }) => OwnSearches)),
    }),
  ],
})

import { defineWebPlugin, language, onDemand, page } from '@callboard/web'
import { localPages } from '../model/local-address.ts'
import './git.css'

export default defineWebPlugin({
  id: 'git',
  extensions: [
    language({ id: 'de', title: 'Deutsch', load: () => import('./languages/de.ts').then(({ messages }) => messages) }),
    page({
      id: 'repositories',
      path: localPages,
      title: 'Repositories',
      // Most portals keep none: links of tasks and entities lead here.
      sidebar: 'hidden',
      component: onDemand(() => import('./RepositoriesPage.tsx').then(({ RepositoriesPage }) => RepositoriesPage)),
    }),
    page({
      id: 'repository',
      path: `${localPages}/:owner/:name/*`,
      title: 'Repository',
      heading: 'own',
      component: onDemand(() => import('./RepositoryPage.tsx').then(({ RepositoryPage }) => RepositoryPage)),
    }),
  ],
})

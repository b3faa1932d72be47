import { defineWebPlugin, homeWidget, language, onDemand, page } from '@callboard/web'
import './home.css'

export default defineWebPlugin({
  id: 'home',
  extensions: [
    language({ id: 'de', title: 'Deutsch', load: () => import('./languages/de.ts').then(({ messages }) => messages) }),
    page({
      id: 'home',
      path: '/',
      title: 'Home',
      icon: 'home',
      heading: 'own',
      component: onDemand(() => import('./HomePage.tsx').then(({ HomePage }) => HomePage)),
    }),
    homeWidget({
      id: 'links',
      title: 'Quick links',
      area: 'aside',
      component: onDemand(() => import('./QuickLinks.tsx').then(({ QuickLinks }) => QuickLinks)),
    }),
  ],
})

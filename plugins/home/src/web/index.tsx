import { defineWebPlugin, homeWidget, language, onDemand, page } from '@callboard/web'
import './home.css'

const parts = () => import('./HomePage.tsx')

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
      component: onDemand(() => parts().then(({ HomePage }) => HomePage)),
    }),
    homeWidget({
      id: 'links',
      title: 'Quick links',
      area: 'aside',
      component: onDemand(() => parts().then(({ QuickLinks }) => QuickLinks)),
    }),
  ],
})

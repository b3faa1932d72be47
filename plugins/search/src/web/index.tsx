import { defineWebPlugin, language } from '@callboard/web'

export default defineWebPlugin({
  id: 'search',
  extensions: [
    language({ id: 'de', title: 'Deutsch', load: () => import('./languages/de.ts').then(({ messages }) => messages) }),
  ],
})

import { defineWebPlugin, language } from '@callboard/web'

export default defineWebPlugin({
  id: 'techdocs',
  extensions: [
    language({ id: 'de', title: 'Deutsch', load: () => import('./languages/de.ts').then(({ messages }) => messages) }),
  ],
})

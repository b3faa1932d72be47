import { defineWebPlugin, language, onDemand, page } from '@callboard/web'
import './form/form.css'

export default defineWebPlugin({
  id: 'scaffolder',
  extensions: [
    language({ id: 'de', title: 'Deutsch', load: () => import('./languages/de.ts').then(({ messages }) => messages) }),
    page({
      id: 'wizard',
      path: '/create/templates/:namespace/:name',
      title: 'Template',
      heading: 'own',
      component: onDemand(() => import('./form/WizardPage.tsx').then(({ WizardPage }) => WizardPage)),
    }),
  ],
})

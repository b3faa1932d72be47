import { createItem, defineWebPlugin, entityAction, language, onDemand, page, paletteSource } from '@callboard/web'

import './form/form.css'
import './gallery/gallery.css'

export default defineWebPlugin({
  id: 'scaffolder',
  extensions: [
    language({ id: 'de', title: 'Deutsch', load: () => import('./languages/de.ts').then(({ messages }) => messages) }),
    page({
      id: 'gallery',
      path: '/create',
      title: 'Create',
      icon: 'template',
      heading: 'own',
      component: onDemand(() => import('./gallery/GalleryPage.tsx').then(({ GalleryPage }) => GalleryPage)),
    }),
    createItem({ id: 'template', title: 'Start from a template', to: '/create', icon: 'template' }),
    paletteSource({
      id: 'templates',
      title: 'Start from a template',
      scopes: ['any'],
      load: () => import('./gallery/palette-search.ts').then(({ templateSearch }) => templateSearch),
    }),
    entityAction({
      id: 'use',
      title: 'Use this template',
      of: { entityKind: 'template' },
      component: onDemand(() => import('./similar/UseTemplate.tsx').then(({ UseTemplate }) => UseTemplate)),
    }),
    entityAction({
      id: 'similar',
      title: 'Create something similar',
      of: { annotation: 'backstage.io/source-template' },
      component: onDemand(() => import('./similar/CreateSimilar.tsx').then(({ CreateSimilar }) => CreateSimilar)),
    }),
    page({
      id: 'wizard',
      path: '/create/templates/:namespace/:name',
      title: 'Template',
      heading: 'own',
      component: onDemand(() => import('./form/form-library.ts').then(({ WizardPage }) => WizardPage)),
    }),
    page({
      id: 'tasks',
      path: '/create/tasks',
      title: 'Tasks',
      icon: 'task',
      heading: 'own',
      sidebar: 'hidden',
      component: onDemand(() => import('./tasks/TaskListPage.tsx').then(({ TaskListPage }) => TaskListPage)),
    }),
    page({
      id: 'task',
      path: '/create/tasks/:taskId',
      title: 'Task',
      icon: 'task',
      heading: 'own',
      component: onDemand(() => import('./tasks/TaskPage.tsx').then(({ TaskPage }) => TaskPage)),
    }),
    page({
      id: 'editor',
      path: '/create/edit',
      title: 'Template editor',
      icon: 'edit',
      heading: 'own',
      sidebar: 'hidden',
      component: onDemand(() => import('./editor/EditorPage.tsx').then(({ EditorPage }) => EditorPage)),
    }),
    page({
      id: 'fields',
      path: '/create/fields',
      title: 'Fields of forms',
      icon: 'field',
      heading: 'own',
      sidebar: 'hidden',
      component: onDemand(() => import('./playground/FieldsPage.tsx').then(({ FieldsPage }) => FieldsPage)),
    }),
    page({
      id: 'actions',
      path: '/create/actions',
      title: 'Actions',
      icon: 'action',
      heading: 'own',
      sidebar: 'hidden',
      component: onDemand(() => import('./actions-docs/ActionsPage.tsx').then(({ ActionsPage }) => ActionsPage)),
    }),
    page({
      id: 'expressions',
      path: '/create/templating-extensions',
      title: 'Expressions',
      icon: 'action',
      heading: 'own',
      sidebar: 'hidden',
      component: onDemand(() =>
        import('./actions-docs/ExpressionsPage.tsx').then(({ ExpressionsPage }) => ExpressionsPage),
      ),
    }),
  ],
})

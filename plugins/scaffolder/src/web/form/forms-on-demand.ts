import { onDemand } from '@callboard/web'

const library = () => import('./form-library.ts')

/** A {@link TemplateForm}, loaded when the first one is shown. Nothing but form-library.ts imports it directly. */
export const TemplateFormOnDemand = onDemand(() => library().then(({ TemplateForm }) => TemplateForm))

/** A {@link PageForm}, loaded likewise. */
export const PageFormOnDemand = onDemand(() => library().then(({ PageForm }) => PageForm))

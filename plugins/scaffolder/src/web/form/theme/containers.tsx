import { Icon, useText } from '@callboard/web'
import {
  type ArrayFieldItemTemplateProps,
  type ArrayFieldTemplateProps,
  canExpand,
  type DescriptionFieldProps,
  descriptionId,
  type FieldHelpProps,
  getUiOptions,
  helpId,
  type IconButtonProps,
  type MultiSchemaFieldTemplateProps,
  type ObjectFieldTemplateProps,
  titleId,
} from '@rjsf/utils'
import { Markdown } from '../../markdown/Markdown.tsx'
import { Required } from './FieldTemplate.tsx'
import { IconAction } from './IconAction.tsx'

/** An object: its properties below each other. The page itself has its title above already. */
export function ObjectTemplate(props: ObjectFieldTemplateProps) {
  const { fieldPathId, title, description, properties, schema, uiSchema, formData, disabled, readonly } = props
  const t = useText()
  const isPage = fieldPathId.path.length === 0
  // An entry of a list can be taken away as a whole.
  const isEntry = typeof fieldPathId.path.at(-1) === 'number'
  const isOnlyAChoice = (schema.oneOf || schema.anyOf) && properties.length === 0
  if (isOnlyAChoice) return null
  const inside = (
    <>
      {properties.map(({ name, content }) => (
        <div key={name} className="scf-property">
          {content}
        </div>
      ))}
      {canExpand(schema, uiSchema, formData) && (
        <p>
          <button type="button" className="cb-button" disabled={disabled || readonly} onClick={props.onAddProperty}>
            <Icon name="create" />
            {t('form.add-property', 'Add a property')}
          </button>
        </p>
      )}
    </>
  )
  if (isPage) return <div className="scf-fields">{inside}</div>
  return (
    <fieldset className="scf-group" aria-describedby={description ? descriptionId(fieldPathId) : undefined}>
      {title && (
        <legend id={titleId(fieldPathId)}>
          {title}
          {props.required && !isEntry && <Required />}
        </legend>
      )}
      <Description {...props} description={description} />
      <div className="scf-fields">{inside}</div>
    </fieldset>
  )
}

/** A list: its entries below each other, and a way to add one. */
export function ArrayTemplate(props: ArrayFieldTemplateProps) {
  const { fieldPathId, title, items, canAdd, onAddClick, schema, uiSchema, disabled, readonly, required } = props
  const t = useText()
  const options = getUiOptions(uiSchema)
  const description = options.description ?? schema.description
  return (
    <fieldset className="scf-group" aria-describedby={description ? descriptionId(fieldPathId) : undefined}>
      <legend id={titleId(fieldPathId)}>
        {options.title || title}
        {required && <Required />}
      </legend>
      <Description {...props} description={description} />
      {items.length > 0 && <div className="scf-items">{items}</div>}
      {canAdd && (
        <p>
          <button type="button" className="cb-button" disabled={disabled || readonly} onClick={onAddClick}>
            <Icon name="create" />
            {t('form.add-item', 'Add an entry')}
          </button>
        </p>
      )}
    </fieldset>
  )
}

/** One entry of a list, with what can be done with it. */
export function ArrayItemTemplate({ children, buttonsProps, hasToolbar, index }: ArrayFieldItemTemplateProps) {
  const t = useText()
  const { hasMoveUp, hasMoveDown, hasCopy, hasRemove, disabled, readonly } = buttonsProps
  const place = index + 1
  const isDisabled = disabled || readonly
  return (
    <div className="scf-item">
      <div className="scf-item-content">{children}</div>
      {hasToolbar && (
        <div className="scf-item-tools">
          {hasMoveUp && (
            <IconAction
              icon="up"
              label={t('form.item-up', 'Move entry {place} up', { place })}
              isDisabled={isDisabled}
              onPress={buttonsProps.onMoveUpItem}
            />
          )}
          {hasMoveDown && (
            <IconAction
              icon="down"
              label={t('form.item-down', 'Move entry {place} down', { place })}
              isDisabled={isDisabled}
              onPress={buttonsProps.onMoveDownItem}
            />
          )}
          {hasCopy && (
            <IconAction
              icon="copy"
              label={t('form.item-copy', 'Copy entry {place}', { place })}
              isDisabled={isDisabled}
              onPress={buttonsProps.onCopyItem}
            />
          )}
          {hasRemove && (
            <IconAction
              icon="close"
              label={t('form.item-remove', 'Remove entry {place}', { place })}
              isDisabled={isDisabled}
              onPress={buttonsProps.onRemoveItem}
            />
          )}
        </div>
      )}
    </div>
  )
}

/** Alternatives: which of them, and its own fields. */
export const AlternativesTemplate = ({ selector, optionSchemaField }: MultiSchemaFieldTemplateProps) => (
  <div className="scf-fields">
    {selector}
    {optionSchemaField}
  </div>
)

/** Empties an input. */
export function ClearButton({ onClick, disabled }: IconButtonProps) {
  const t = useText()
  return (
    <button type="button" className="cb-button cb-button-quiet" disabled={disabled} onClick={onClick}>
      {t('form.clear', 'Clear')}
    </button>
  )
}

/** What a field is for, as Markdown. */
export const DescriptionTemplate = ({ id, description }: DescriptionFieldProps) =>
  description ? (
    <div id={id}>{typeof description === 'string' ? <Markdown>{description}</Markdown> : description}</div>
  ) : null

/** What helps to fill it in, below the control. */
export const HelpTemplate = ({ fieldPathId, help }: FieldHelpProps) =>
  help ? (
    <div id={helpId(fieldPathId)} className="scf-description">
      {typeof help === 'string' ? <Markdown>{help}</Markdown> : help}
    </div>
  ) : null

type DescribedProps = Pick<ObjectFieldTemplateProps, 'fieldPathId' | 'description' | 'schema' | 'uiSchema' | 'registry'>

function Description({ fieldPathId, description, schema, uiSchema, registry }: DescribedProps) {
  const { DescriptionFieldTemplate } = registry.templates
  if (!description) return null
  return (
    <div className="scf-description">
      <DescriptionFieldTemplate
        id={descriptionId(fieldPathId)}
        description={description}
        schema={schema}
        uiSchema={uiSchema ?? {}}
        registry={registry}
      />
    </div>
  )
}

import '@testing-library/jest-dom/vitest'
import { defineWebPlugin, formDecorator, formField, formLayout } from '@callboard/web'
import { endPortal, renderPortal } from '@callboard/web/testing'
import { screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { type FakePortal, fakePortal, formPage } from '../fixtures/fake-portal.ts'
import plugin from '../index.tsx'

afterEach(() => {
  endPortal()
  localStorage.clear()
})

const path = '/create/templates/default/show'

const open = (portal: FakePortal, { at = path, plugins = [plugin] } = {}) => {
  const fake = fakePortal(portal)
  renderPortal({ plugins, path: at, respond: fake.respond })
  return fake
}
// The top bar has a button of this name, too.
const press = async (name: string) =>
  userEvent.click(await within(await screen.findByRole('main')).findByRole('button', { name }))

test('pages follow each other, the answers are reviewed, and a task begins with their types kept', async () => {
  const { created } = open({
    form: {
      steps: [
        formPage({ name: { title: 'Name', type: 'string' }, seats: { title: 'Seats', type: 'integer' } }),
        {
          title: 'How',
          schema: {
            properties: {
              public: { title: 'Open to all', type: 'boolean', default: true },
              size: { title: 'Size', type: 'string', enum: ['s', 'l'], enumNames: ['Small', 'Large'] },
            },
          },
        },
      ],
    },
  })
  await userEvent.type(await screen.findByLabelText(/^Name/), 'Hamlet')
  await userEvent.type(screen.getByLabelText('Seats'), '120')
  await press('Next')
  expect(await screen.findByRole('heading', { level: 2, name: 'How' })).toHaveFocus()
  await userEvent.selectOptions(screen.getByLabelText('Size'), 'Large')
  await press('Review')
  expect(await screen.findByRole('heading', { level: 2, name: 'Review' })).toHaveFocus()
  expect(screen.getByText('Large')).toBeVisible()
  expect(screen.getByText('Yes')).toBeVisible()
  await press('Create')
  await waitFor(() => expect(created).toHaveLength(1))
  expect(created[0]).toEqual({
    templateRef: 'template:default/show',
    values: { name: 'Hamlet', seats: 120, public: true, size: 'l' },
    secrets: {},
  })
})

test('what is missing is said in words, and the first of it has the focus', async () => {
  open({
    form: {
      steps: [
        formPage(
          { genre: { title: 'Genre', type: 'string' }, name: { title: 'Name', type: 'string', minLength: 3 } },
          { required: ['name'] },
        ),
      ],
    },
  })
  await press('Review')
  expect(await screen.findByText('Name must not be empty.')).toBeVisible()
  await waitFor(() => expect(screen.getByLabelText(/^Name/)).toHaveFocus())
  await userEvent.type(screen.getByLabelText(/^Name/), 'It')
  await press('Review')
  expect(await screen.findByText('Name must have 3 characters or more.')).toBeVisible()
  await userEvent.type(screen.getByLabelText(/^Name/), '!')
  await waitFor(() => expect(screen.queryByText(/^Name must/)).toBeNull())
})

test('a secret goes beside the answers, which have stars; nothing of it is kept in the browser', async () => {
  const { created } = open({
    form: { steps: [formPage({ token: { title: 'Token', type: 'string', minLength: 4, 'ui:field': 'Secret' } })] },
  })
  await userEvent.type(await screen.findByLabelText('Token'), 'hunter2')
  await press('Review')
  expect(await screen.findByText('******')).toBeVisible()
  expect(JSON.stringify({ ...localStorage })).not.toContain('hunter2')
  expect(JSON.stringify({ ...localStorage })).not.toContain('***')
  await press('Create')
  await waitFor(() => expect(created).toHaveLength(1))
  expect(created[0]).toMatchObject({ values: { token: '*******' }, secrets: { token: 'hunter2' } })
})

test('answers come back the next time, until somebody begins afresh', async () => {
  const portal = { form: { steps: [formPage({ name: { title: 'Name', type: 'string' } })] } }
  open(portal)
  await userEvent.type(await screen.findByLabelText('Name'), 'Hamlet')
  endPortal()
  open(portal)
  expect(await screen.findByLabelText('Name')).toHaveValue('Hamlet')
  await press('Begin afresh')
  await waitFor(() => expect(screen.getByLabelText('Name')).toHaveValue(''))
})

test('a task brings its answers, without what was secret', async () => {
  open(
    {
      form: {
        steps: [
          formPage({
            name: { title: 'Name', type: 'string' },
            token: { title: 'Token', type: 'string', 'ui:field': 'Secret' },
          }),
        ],
      },
      replies: {
        '/api/scaffolder/v2/tasks/t0': () =>
          Response.json({ id: 't0', spec: { parameters: { name: 'Lear', token: '*****' } } }),
      },
    },
    { at: `${path}?like=t0` },
  )
  expect(await screen.findByLabelText('Name')).toHaveValue('Lear')
  expect(screen.getByLabelText('Token')).toHaveValue('')
})

test('an address brings answers', async () => {
  const form = { steps: [formPage({ name: { title: 'Name', type: 'string' } })] }
  open({ form }, { at: `${path}?formData=${encodeURIComponent('{"name":"Lear"}')}` })
  expect(await screen.findByLabelText('Name')).toHaveValue('Lear')
})

test('what the server refuses is shown at its field, on its page', async () => {
  const refusal = { path: [], property: 'instance', name: 'required', argument: 'name', message: 'requires "name"' }
  open({
    form: {
      steps: [formPage({ name: { title: 'Name', type: 'string' } }), { title: 'More', schema: { properties: {} } }],
    },
    replies: { '/api/scaffolder/v2/tasks': () => Response.json({ errors: [refusal] }, { status: 400 }) },
  })
  await press('Next')
  await press('Review')
  await press('Create')
  expect(await screen.findByText('requires "name"')).toBeVisible()
  await waitFor(() => expect(screen.getByLabelText('Name')).toHaveFocus())
})

test('secrets that no field asks for are asked for at the end', async () => {
  const { created } = open({ form: { steps: [], secretNames: ['STORE_KEY'] } })
  await userEvent.type(await screen.findByLabelText('STORE_KEY'), 'hunter2')
  await press('Create')
  await waitFor(() => expect(created).toHaveLength(1))
  expect(created[0]).toMatchObject({ values: {}, secrets: { STORE_KEY: 'hunter2' } })
})

test('a field that no plugin has is a plain one, and the form says so', async () => {
  open({ form: { steps: [formPage({ it: { title: 'It', type: 'string', 'ui:field': 'Gone' } })] } })
  expect(await screen.findByText('No installed plugin has Gone; plain fields stand in for it.')).toBeVisible()
  expect(screen.getByLabelText('It')).toBeVisible()
})

test('who has to agree is said before anything is sent', async () => {
  open({ form: { steps: [], approval: { by: ['group:default/stage'], note: 'Look at the *dates*.' } } })
  expect(await screen.findByText('Before it runs, one of these has to agree:')).toBeVisible()
  expect(screen.getByText('stage')).toBeVisible()
  expect(screen.getByText('dates')).toBeVisible()
})

test('the words of the template are on the buttons', async () => {
  const buttonLabels = { backButtonText: 'Zurück', reviewButtonText: 'Ansehen', createButtonText: 'Los' }
  open({ form: { steps: [formPage({})], presentation: { buttonLabels } } })
  await press('Ansehen')
  expect(await screen.findByRole('button', { name: 'Los' })).toBeVisible()
  await press('Zurück')
  expect(await screen.findByRole('button', { name: 'Ansehen' })).toBeVisible()
})

test('a field, a layout and a decorator of another plugin do their part', async () => {
  const seats = defineWebPlugin({
    id: 'seats',
    extensions: [
      formField({
        id: 'SeatPicker',
        title: 'Seats',
        load: async () => ({
          component: ({ id, value, onChange }) => (
            <input id={id} value={String(value ?? '')} onChange={({ target }) => onChange(target.value)} />
          ),
          validate: async (value, { label }) => (value === 'A1' ? [`${label} is taken.`] : []),
        }),
      }),
      formLayout({
        id: 'Rows',
        title: 'In rows',
        load:
          async () =>
          ({ properties }) => (
            <section aria-label="rows">
              {properties.map(({ name, content }) => (
                <div key={name}>{content}</div>
              ))}
            </section>
          ),
      }),
      formDecorator({
        id: 'stamp',
        title: 'A stamp',
        load:
          async () =>
          ({ input, setFormState, setSecrets }) => {
            setFormState((state) => ({ ...state, stamp: input.text }))
            setSecrets((secrets) => ({ ...secrets, key: 'from the decorator' }))
          },
      }),
    ],
  })
  const { created } = open(
    {
      form: {
        steps: [
          formPage(
            { seat: { title: 'Seat', type: 'string', 'ui:field': 'SeatPicker' } },
            { 'ui:ObjectFieldTemplate': 'Rows' },
          ),
        ],
        formDecorators: [{ id: 'stamp', input: { text: 'box office' } }],
      },
    },
    { plugins: [plugin, seats] },
  )
  await userEvent.type(await within(await screen.findByRole('region', { name: 'rows' })).findByLabelText('Seat'), 'A1')
  await press('Review')
  expect(await screen.findByText('Seat is taken.')).toBeVisible()
  await userEvent.type(screen.getByLabelText('Seat'), '2')
  await press('Review')
  await press('Create')
  await waitFor(() => expect(created).toHaveLength(1))
  expect(created[0]).toMatchObject({
    values: { seat: 'A12', stamp: 'box office' },
    secrets: { key: 'from the decorator' },
  })
})

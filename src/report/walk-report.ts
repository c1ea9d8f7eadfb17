import { slotName } from '../engine/property.ts'
import type { ActorState } from '../engine/state.ts'
import type { Walk } from '../sim/walk.ts'
import { valueText } from './page/value-text.ts'
import { waitClause } from './sentence.ts'
import type { Style } from './style.ts'
import { nameColumn, padded, printable, shortened, stateName } from './text.ts'

/** What can be typed while walking. */
export const WALK_HELP = [
  'n [steps]    on along the schedule (an empty line: one step)',
  'b [steps]    back',
  'g <step>     to where so many steps have been taken',
  't <number>   take this step of those listed, and leave the schedule',
  's [actor]    where everybody stands, or all of one actor',
  'w            who waits for whom',
  'save <file>  write the schedule up to here as a trace',
  'q            end',
]

function cut(text: string, width: number, { ascii }: Style): string {
  return shortened(printable(text), Math.max(10, width), ascii ? '~' : '…')
}

/** Where a walk stands: the step just taken, and those that can be taken now; the scheduled one is marked. */
export function placeLines(walk: Walk, style: Style): readonly string[] {
  const { execution, next } = walk
  const last = execution.steps.at(-1)
  const time = execution.time > 0 ? `, ${execution.time} ms` : ''
  const head = `${style.paint.strong(`step ${walk.at} of ${walk.length}${time}`)}  ${last === undefined ? 'the start' : cut(last.label, style.columns - 20, style)}`
  const digits = String(execution.enabled.length).length
  const choices = execution.enabled.map(({ label }, at) => {
    const mark = next?.choice === at ? '>' : ' '
    return `${mark} ${padded(String(at + 1), digits, 'left')}  ${cut(label, style.columns - digits - 5, style)}`
  })
  const nothing = execution.enabled.length === 0 ? ['  nothing can be taken'] : []
  return [head, ...choices, ...nothing]
}

/** The observers, if there are any, and all actors. */
function everybody({ execution: { space, state } }: Walk): readonly ActorState[] {
  const view = space.view(state)
  const observers = space.slots.filter((slot) => slot !== slotName(slot))
  return [...observers.map((slot) => view.actor(slot)), ...view.actors()]
}

/** Where everybody stands. */
export function everybodyLines(walk: Walk, style: Style): readonly string[] {
  const view = walk.execution.space.view(walk.execution.state)
  const actors = everybody(walk)
  const ellipsis = style.ascii ? '~' : '…'
  const names = nameColumn(
    actors.map(({ name }) => printable(slotName(name))),
    Math.floor(style.columns / 2),
    ellipsis,
  )
  return actors.map((actor, row) => {
    const state = actor.status === 'active' ? stateName(actor.value) : actor.status
    const mail = view.mailbox(actor).map(({ event }) => printable(event.type))
    const told = `${names[row]}  ${state}${mail.length === 0 ? '' : `  mailbox: ${mail.join(', ')}`}`
    return `  ${shortened(told, style.columns - 2, ellipsis)}`
  })
}

/** All of one actor; `undefined` when nobody has the name here. */
export function actorLines(
  walk: Walk,
  name: string,
  timers: readonly { readonly event: { readonly type: string }; readonly remaining: number }[],
): readonly string[] | undefined {
  const { execution } = walk
  const view = execution.space.view(execution.state)
  const actor = everybody(walk).find((other) => slotName(other.name) === name)
  if (actor === undefined) return undefined
  const waits = execution.space.waits(execution.state).filter(({ from }) => from === name)
  const context = valueText(actor.context)
  return [
    `  ${printable(name)}  ${actor.status === 'active' ? stateName(actor.value) : actor.status}`,
    ...waits.map((edge) => `    ${waitClause(edge)}`),
    ...view
      .mailbox(actor)
      .map(({ from, event }) => `    mailbox: ${valueText(event).replace(/\n */g, ' ')} from ${printable(from)}`),
    ...timers.map(({ event, remaining }) => `    timer: ${printable(event.type)} in ${remaining} ms`),
    ...(context === '' ? [] : ['    context:', ...context.split('\n').map((line) => `      ${line}`)]),
  ]
}

/** Who waits for whom. */
export function waitLines({ execution }: Walk): readonly string[] {
  const edges = execution.space.waits(execution.state)
  return edges.length === 0 ? ['  nobody waits'] : edges.map((edge) => `  ${printable(edge.from)} ${waitClause(edge)}`)
}

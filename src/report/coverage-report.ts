import type { CoverageReport, OrderOf, StateOf } from '../sim/coverage.ts'
import type { Style } from './style.ts'
import { count, enumerate, grouped, paragraph, printable } from './text.ts'

/** Orders that are listed; the others are counted, and all are in the JSON. */
const ORDERS = 12

/** The name of a state in a list; the machine as a whole has none. */
function named(state: string): string {
  return state === '' ? '(any state)' : printable(state)
}

/** Actors with the same items share a line. */
function byActors(items: readonly (StateOf & { readonly item: string })[], { columns }: Style): readonly string[] {
  const lists = new Map<string, string[]>()
  for (const { actor, item } of items) lists.set(actor, [...(lists.get(actor) ?? []), item])
  const actors = new Map<string, string[]>()
  for (const [actor, list] of lists) {
    const key = list.join(', ')
    actors.set(key, [...(actors.get(key) ?? []), printable(actor)])
  }
  return [...actors].flatMap(([list, names]) => paragraph(`${enumerate(names)}: ${list}`, columns, '    '))
}

/** States inside of a state that is listed go without saying. */
function outermost(states: readonly StateOf[]): readonly StateOf[] {
  return states.filter(
    ({ actor, state }) => !states.some((outer) => outer.actor === actor && state.startsWith(`${outer.state}.`)),
  )
}

function plateau({ runs, lastNew }: CoverageReport): string {
  if (runs - lastNew > runs / 2) return `Nothing new since run ${grouped(lastNew)} of ${grouped(runs)}.`
  return `Run ${grouped(lastNew)} of ${grouped(runs)} still showed something new: more runs may show more.`
}

/** The first few orders that were seen one way round only. */
function orderLines(orders: readonly OrderOf[], style: Style): readonly string[] {
  const shown = orders.slice(0, ORDERS)
  const more = orders.length - shown.length
  const items = shown.map(({ actor, before, after }) => ({
    actor,
    state: '',
    item: `${printable(before)} before ${printable(after)}`,
  }))
  return [...byActors(items, style), ...(more > 0 ? [`    and ${grouped(more)} more`] : [])]
}

/** What a set of runs has and has not seen. */
export function coverageText(coverage: CoverageReport, style: Style): string {
  const { transitions, orders, oneWay, unreached, untaken } = coverage
  const seen = `${count(transitions, 'transition')} (actor, state, event) and ${count(orders, 'order')} of two moves of an actor were seen, ${grouped(oneWay.length)} of them one way round only. ${plateau(coverage)}`
  const states = outermost(unreached).map((state) => ({ ...state, item: named(state.state) }))
  const events = untaken.map((one) => ({ ...one, item: `${printable(one.event)} in ${named(one.state)}` }))
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : [`  ${title}`, ...lines]
  return [
    style.paint.strong('Coverage'),
    ...paragraph(seen, style.columns, '  '),
    ...section('States that no run was in', byActors(states, style)),
    ...section('Transitions of the others that no run took', byActors(events, style)),
    ...section('Orders that were seen one way round only', orderLines(oneWay, style)),
  ].join('\n')
}

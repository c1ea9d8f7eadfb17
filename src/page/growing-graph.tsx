import { useEffect, useMemo, useState } from 'preact/hooks'
import type { Recording } from '../report/page/data.ts'
import { drawnOf, grow, MOST, NOTHING_GROWN } from './growth.ts'
import { exploreStates } from './live.ts'
import { StateGraph } from './state-graph.tsx'

/** The states along an execution, and all that one asks for by clicking; where a server explores. */
export function GrowingGraph({
  system,
  recording,
  step,
  onWay,
}: {
  system: string
  recording: Recording
  step: number
  /** Shows the execution of these choices. */
  onWay: (choices: readonly number[]) => void
}) {
  const [grown, setGrown] = useState(NOTHING_GROWN)
  const [chosen, setChosen] = useState<string | undefined>(undefined)
  const short = recording.steps.length < MOST
  useEffect(() => {
    let current = true
    const choices = recording.steps.map(({ choice }) => choice)
    if (short) exploreStates(system, choices, (heard) => current && setGrown((known) => grow(known, heard, heard.path)))
    return () => {
      current = false
    }
  }, [system, recording])
  const { graph, ids, ways } = useMemo(() => drawnOf(grown), [grown])
  if (!short) return <p class="quiet">So long an execution is not drawn as a graph.</p>
  if (ids.length === 0) return null
  const full = ids.length >= MOST
  const expand = (index: number): void => {
    setChosen(ids[index])
    if (graph.states[index].mark !== 'open' || full) return
    exploreStates(system, ways[index], (heard) => setGrown((known) => grow(known, heard, known.path)))
  }
  const at = chosen === undefined ? -1 : ids.indexOf(chosen)
  return (
    <>
      <p class="quiet">
        {full
          ? `${MOST} states are drawn, and no more.`
          : 'A click on a state, or Enter, adds the steps that can be taken in it.'}{' '}
        {at >= 0 && (
          <button type="button" onClick={() => onWay(ways[at])}>
            show the way to state {at}
          </button>
        )}
      </p>
      <StateGraph graph={graph} step={step} onState={expand} />
    </>
  )
}

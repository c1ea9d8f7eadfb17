import type { System } from '../../engine/system.ts'
import type { ExecutionStep } from '../../engine/verdict.ts'
import { chartsOf } from './chart.ts'
import type { Compared } from './data.ts'
import { Recorder, shownText } from './record.ts'

/** Another system under the schedule of an execution, until it cannot take the next step, known by its label. */
export function compared(
  other: System,
  clock: 'free' | 'urgent',
  steps: readonly Pick<ExecutionStep, 'label' | 'waited'>[],
): Compared {
  const recorder = new Recorder(other, clock, chartsOf(other).of)
  const missing = steps.find(({ label, waited }) => {
    const choice = recorder.execution.enabled.findIndex((step) => step.label === label)
    if (choice < 0) return true
    recorder.take(choice, waited)
    return false
  })?.label
  return {
    system: shownText(other.name),
    recording: recorder.recording(),
    missing: missing === undefined ? undefined : shownText(missing),
  }
}

import type { Behaviours, Run } from './run.ts'
import { NAMES } from './run.ts'
import { elements, pidOf, tuple } from './term.ts'

/** Makes the process and waits for what its `init` acknowledges. */
function birth(run: Run, frame: Parameters<Behaviours['start']['enter']>[1]): undefined {
  const { process, name, link, timeout } = frame
  const ref = link ? null : run.reference()
  if (link) run.link(process)
  else run.self.monitors = [...run.self.monitors, { ref: ref as string, object: { pid: process }, alias: false }]
  run.send(process, {
    type: 'spawn',
    birth: { parent: run.self.me, link, monitor: ref, variables: {}, server: { name } },
  })
  run.become({ ...frame, ref, started: true })
  const death = ref === null ? tuple('EXIT', { pid: process }, '_') : tuple('DOWN', { ref }, '_', '_', '_')
  const where = link ? 'proc_lib:sync_start_link/2' : 'proc_lib:sync_start/2'
  run.receive([tuple('ack', { pid: process }, '_'), death], timeout, where, { on: process })
}

/** `gen_server:start/4` and `start_link/4`: `gen:start` over `proc_lib:start(_link)/5`. */
export const start: Behaviours['start'] = {
  enter: (run, frame) => {
    if (frame.name === null) birth(run, frame)
    else run.ask(NAMES, 'whereis', frame.name)
  },
  resume: (run, frame, value) => {
    const { process, ref, started } = frame
    if (!started) {
      if (pidOf(value) !== undefined) return run.give(tuple('error', tuple('already_started', value)))
      return birth(run, frame)
    }
    if (value === 'timeout') {
      if (ref === null) run.unlink(process)
      else run.demonitor(ref)
      run.send(process, { type: 'exit', by: run.self.me, reason: 'kill', linked: false })
      run.take([tuple('EXIT', { pid: process }, '_')])
      return run.give(tuple('error', 'timeout'))
    }
    const parts = elements(value)
    if (parts[0] !== 'ack') return run.give(tuple('error', parts[0] === 'EXIT' ? parts[2] : parts[4]))
    if (ref !== null) run.demonitor(ref)
    run.give(parts[2])
  },
}

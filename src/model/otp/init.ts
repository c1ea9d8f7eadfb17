import type { Behaviours, Run, Thrown } from './run.ts'
import { exitReason, NAMES } from './run.ts'
import type { Birth } from './signal.ts'
import type { Term } from './term.ts'
import { elements, pidOf, tuple } from './term.ts'

/** What a process begins with. Its first turn comes later (`Run.continue` enters the innermost function). */
export function beginning(run: Run, { parent, link, monitor, variables, server }: Birth): undefined {
  const { self } = run
  self.parent = parent
  if (link) self.links = [parent]
  if (monitor !== null) self.watchers = [{ ref: monitor, by: parent }]
  if (server === null) self.frames = [{ fn: 'program', code: { callback: 'program', clause: '' }, at: 0, variables }]
  else {
    const { name } = server
    const own = link ? parent : self.me
    self.frames = [{ fn: 'init', starter: parent, parent: own, name, stage: 'registering', ack: 'ok', raised: null }]
  }
}

type Frame = Parameters<Behaviours['init']['enter']>[1]

const acknowledge = (run: Run, { starter }: Frame, value: Term): undefined =>
  run.message(starter, tuple('ack', run.pid, value))

/** Gives the name back, tells the starter, and ends. */
function leave(run: Run, frame: Frame, ack: Term, raised: Thrown | null): undefined {
  const leaving: Frame = { ...frame, stage: 'leaving', ack, raised }
  run.become(leaving)
  if (frame.name === null) init.resume(run, leaving, 'true')
  else run.ask(NAMES, 'unregister', frame.name)
}

function callInit(run: Run, frame: Frame): undefined {
  run.become({ ...frame, stage: 'init' })
  run.push({ fn: 'program', code: { callback: 'init', clause: '' }, at: 0, variables: {} })
}

/** What `init/1` returned. */
function judge(run: Run, frame: Frame, value: Term): undefined {
  const [kind, state, extra] = elements(value)
  const size = elements(value).length
  if (kind === 'ok' && (size === 2 || size === 3)) {
    acknowledge(run, frame, tuple('ok', run.pid))
    run.become({ fn: 'loop', parent: frame.parent, state, timeout: null, stage: 'receive', from: null, end: null })
    return run.resume(tuple('$enter_loop', state, extra ?? 'infinity'))
  }
  if (kind === 'stop' && size === 2) return leave(run, frame, tuple('error', state), { class: 'exit', reason: state })
  if (value === 'ignore') return leave(run, frame, 'ignore', { class: 'exit', reason: 'normal' })
  const reason = tuple('bad_return_value', value)
  leave(run, frame, tuple('error', reason), { class: 'exit', reason })
}

/** `gen:init_it` and `gen_server:init_it`. */
export const init: Behaviours['init'] = {
  enter: (run, frame) => {
    if (frame.name === null) return callInit(run, frame)
    run.self.named = true
    run.ask(NAMES, 'register', frame.name)
  },
  resume: (run, frame, value) => {
    switch (frame.stage) {
      case 'registering':
        if (value === 'true') return callInit(run, frame)
        if (pidOf(value) !== undefined) acknowledge(run, frame, tuple('error', tuple('already_started', value)))
        return run.exit('normal')
      case 'init':
        return judge(run, frame, value)
      case 'leaving':
        acknowledge(run, frame, frame.ack)
        return run.exit(exitReason(frame.raised as Thrown))
    }
  },
  raise: (run, frame, thrown) => {
    if (thrown.class === 'throw') judge(run, frame, thrown.reason)
    else leave(run, frame, tuple('error', exitReason(thrown)), thrown)
  },
}

import type { System } from '../engine/system.ts'
import type { Scenario } from '../model/catalogue.ts'
import { observedNamed } from '../model/observation.ts'
import { serverNamed } from '../model/server.ts'
import { UsageError } from './io.ts'
import { moduleName, portable, systemsIn } from './module.ts'
import { suggestion } from './suggest.ts'

/** A system that a command is about. */
export interface Target {
  readonly system: System
  /** The file it comes from, relative to the working directory, when it is a user's. */
  readonly module: string | undefined
  /** What the catalogue says of it, when it is one of the catalogue's. */
  readonly scenario: Scenario | undefined
}

function fromCatalogue(scenario: Scenario): Target {
  return { system: scenario.system(), module: undefined, scenario }
}

/** Where names are looked up. */
interface Places {
  readonly catalogue: readonly Scenario[]
  readonly io: { readonly cwd: string }
}

/** The names by which scenarios can be asked for: whole ones, and their beginnings at a slash. */
function askable(catalogue: readonly Scenario[]): readonly string[] {
  return catalogue.flatMap(({ name }) => {
    const parts = name.split('/')
    return parts.map((_, at) => parts.slice(0, at + 1).join('/'))
  })
}

function scenariosNamed(name: string, { catalogue }: Places): readonly Scenario[] {
  const exact = catalogue.filter((scenario) => scenario.name === name)
  if (exact.length > 0) return exact
  const beginning = name.endsWith('/') ? name : `${name}/`
  return catalogue.filter((scenario) => scenario.name.startsWith(beginning))
}

async function targetsNamed(name: string, session: Places): Promise<readonly Target[]> {
  const scenarios = scenariosNamed(name, session)
  if (scenarios.length > 0) return scenarios.map(fromCatalogue)
  const server = serverNamed(name) ?? observedNamed(name)
  if (server !== undefined) return [{ system: server, module: undefined, scenario: undefined }]
  const file = moduleName(name)
  if (file === undefined) {
    const near = suggestion(name, askable(session.catalogue))
    throw new UsageError(
      `unknown system '${name}'${near === '' ? '; sim list names them, <design>/<hypothesis>/<route>-<n> makes more, and a file is given as file.ts' : near}`,
    )
  }
  const { cwd } = session.io
  const systems = await systemsIn(file, cwd)
  return systems.map((system) => ({ system, module: portable(file.path, cwd), scenario: undefined }))
}

/** All systems that these names stand for, each once; the whole catalogue when nothing is named. */
export async function targets(names: readonly string[], session: Places): Promise<readonly Target[]> {
  if (names.length === 0) return session.catalogue.map(fromCatalogue)
  const found: Target[] = []
  for (const name of new Set(names)) {
    for (const target of await targetsNamed(name, session)) {
      const twice = found.some(
        ({ system, scenario }) => system === target.system || (scenario !== undefined && scenario === target.scenario),
      )
      if (!twice) found.push(target)
    }
  }
  return found
}

/** The one system that a name stands for: of several scenarios the first; of a file with several, none. */
export async function target(name: string, session: Places): Promise<Target> {
  const found = await targetsNamed(name, session)
  if (found.length > 1 && found[0].module !== undefined) {
    const choices = found.map(({ system, module }) => `${module}:${system.name}`)
    throw new UsageError(`${name} exports ${found.length} systems; name one: ${choices.join(' or ')}`)
  }
  return found[0]
}

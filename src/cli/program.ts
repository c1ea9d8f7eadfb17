import { Command } from 'commander'
import { VERSION } from '../engine/version.ts'
import { oneLine } from '../report/text.ts'
import { checkCommand } from './check-command.ts'
import { conformCommand } from './conform-command.ts'
import { diagnoseCommand } from './diagnose-command.ts'
import { explainCommand } from './explain-command.ts'
import { exportCommand } from './export-command.ts'
import { gateCommand } from './gate-command.ts'
import { listCommand } from './list-command.ts'
import { loadCommand } from './load-command.ts'
import { mutantsCommand } from './mutants-command.ts'
import {
  actorsOption,
  asciiOption,
  bitstateOption,
  checkpointOptions,
  diagnoseOptions,
  everyOption,
  exportOptions,
  gateOptions,
  jsonOption,
  latencyOption,
  loadOptions,
  portOption,
  predictOptions,
  reductionOptions,
  runOptions,
  searchOptions,
  seedOptions,
  sweepOptions,
  systemOption,
  tellingOptions,
  threadsOption,
} from './options.ts'
import { predictCommand } from './predict-command.ts'
import { replayCommand } from './replay-command.ts'
import { reportCommand } from './report-command.ts'
import { runOrLoad } from './run-or-load.ts'
import { serveCommand } from './serve-command.ts'
import type { Session } from './session.ts'
import { shrinkCommand } from './shrink-command.ts'

const EXITS = `
Exit codes: 0 as expected, 1 a violation or a changed verdict, 2 usage or configuration,
3 inconclusive (a bound was hit), 4 internal error, 5 a replay that came to something else,
130 interrupted.`

const SYSTEMS = `
A system is a name of the catalogue (sim list) or the beginning of one at a slash (original),
or a file that exports systems (door.ts), or one system of a file (door.ts:revolving).`

function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  npx sim ${line}`).join('\n')}`
}

/** The command line; `ended` gets the exit code of the command that ran. */
export function programOf(session: Session, ended: (code: number) => void): Command {
  const { io, print } = session
  const program = new Command('sim')
    .description('Check systems of communicating XState machines for deadlock, and explain what is found.')
    .version(VERSION, '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: print,
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(`sim: ${oneLine(text.replace(/^error: /, ''))}\n`),
      getOutHelpWidth: () => io.stdout.columns || 80,
      getErrHelpWidth: () => io.stderr.columns || 80,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText(
      'after',
      `${examples('check', 'check door.ts', 'explain original', 'run original --seed 1 --runs 1000')}\n${EXITS}`,
    )
  addSearches(program, session, ended)
  addRuns(program, session, ended)
  addPredict(program, session, ended)
  addGate(program, session, ended)
  addExport(program, session, ended)
  addReport(program, session, ended)
  addLoad(program, session, ended)
  program
    .command('mutants')
    .description('break the sound designs in one place after another, and see that each mistake is noticed')
    .argument('[designs...]', 'designs that are proposed to ship; default: all of them')
    .option('--all', 'list every mutant with what became of it')
    .addOption(jsonOption())
    .action(async (names, options) => ended(await mutantsCommand(names, options, session)))
    .addHelpText('after', examples('mutants', 'mutants pattern-b --all'))
  addDiagnose(program, session, ended)
  addConform(program, session, ended)
  program
    .command('list')
    .description('list the catalogue, with what is expected of each scenario, and the strategies')
    .addOption(jsonOption())
    .action((options) => ended(listCommand(options, session)))
  return program
}

function addSearches(program: Command, session: Session, ended: (code: number) => void): void {
  const check = program
    .command('check')
    .description('explore every interleaving of systems; of the whole catalogue when none is named')
    .argument('[systems...]', 'scenarios or files')
    .option('--trace-dir <directory>', 'write a trace file for each counterexample')
    .action(async (names, options) => ended(await checkCommand(names, options, session)))
    .addHelpText(
      'after',
      SYSTEMS +
        examples(
          'check',
          'check pattern-a pattern-b',
          'check door.ts --max-seconds 10',
          'check door.ts --no-check deadlock --json',
          'check door.ts --reduce',
          'check --every-n pattern-a/scheduler-thread/kernel-n',
        ),
    )
  const explain = program
    .command('explain')
    .description('show the shortest counterexample of a system: who waits for whom, and how it came to that')
    .argument('<system>', 'a scenario or a file')
    .option('--property <name>', 'explain the violation of this property')
    .option('--steps', 'say what each step changes')
    .option('--full', 'say what each step changes, and where everybody stands at the end, with mailbox and context')
    .addOption(actorsOption())
    .action(async (name, options) => ended(await explainCommand(name, options, session)))
    .addHelpText('after', SYSTEMS + examples('explain original', 'explain door.ts:revolving --ascii'))
  const ways = [...reductionOptions(), threadsOption(), bitstateOption(), everyOption()]
  for (const option of [...checkpointOptions(), ...ways]) check.addOption(option)
  for (const command of [check, explain]) {
    for (const option of [...searchOptions(), jsonOption(), asciiOption()]) command.addOption(option)
  }
}

function addRuns(program: Command, session: Session, ended: (code: number) => void): void {
  const run = program
    .command('run')
    .description('sample runs of a system under seeded schedules; finds violations, proves nothing')
    .argument('[system]', 'a scenario or a file')
    .action(async (name, options) => ended(await runOrLoad(name, options, session)))
    .addHelpText(
      'after',
      SYSTEMS + examples('run original --seed 1', 'run door.ts --strategy round-robin --duration 1..10'),
    )
  for (const option of [...seedOptions(), ...sweepOptions(), ...runOptions(), ...tellingOptions()])
    run.addOption(option)
  run.addOption(latencyOption())
  const replay = program
    .command('replay')
    .description('run a counterexample again: by its token, its trace file, or the seed of a failing run')
    .argument('<seed|token|file>', 'what check, explain or run printed')
    .addOption(systemOption())
    .option('--interactive', 'step through it, forwards and backwards, and off it')
    .option('--best-effort', 'where it leads no further, for the model has changed, go on by the strategy')
    .action(async (what, options) => ended(await replayCommand(what, options, session)))
    .addHelpText(
      'after',
      examples('replay 17', 'replay 17 --system original', 'replay traces/door.json --system door.ts'),
    )
  const shrink = program
    .command('shrink')
    .description('make a counterexample as short as can be, with few context switches')
    .argument('<seed|token|file>', 'what check, explain or run printed')
    .addOption(systemOption())
    .option('--output <file>', 'write its trace to a file')
    .action(async (what, options) => ended(await shrinkCommand(what, options, session)))
    .addHelpText('after', examples('shrink 17 --system original', 'shrink traces/door.json --system door.ts'))
  for (const command of [replay, shrink]) for (const option of runOptions()) command.addOption(option)
  for (const command of [run, replay, shrink]) command.addOption(jsonOption()).addOption(asciiOption())
}

function addExport(program: Command, session: Session, ended: (code: number) => void): void {
  const command = program
    .command('export')
    .description('write a counterexample, a machine or a state space in a format that other tools read')
    .argument('<system|token|file>', 'a system, or what check, explain or run printed')
    .action(async (what, options) => ended(await exportCommand(what, options, session)))
    .addHelpText(
      'after',
      SYSTEMS +
        examples(
          'export original --format mermaid',
          'export traces/door.json --system door.ts --format itf',
          'export door.ts --format mermaid-state --actor door',
          'export pattern-a --format promela --output model.pml',
        ),
    )
  for (const option of exportOptions()) command.addOption(option)
}

function addReport(program: Command, session: Session, ended: (code: number) => void): void {
  const report = program
    .command('report')
    .description('write a page to look at: verdicts, and counterexamples to step through; one file that loads nothing')
    .argument('[systems...]', 'scenarios, files, traces, tokens or seeds; default: the whole catalogue')
    .requiredOption('--html <file>', 'the file to write')
    .option('--system <name>', 'whose trace it is, when it is not in the catalogue')
    .action(async (names, options) => ended(await reportCommand(names, options, session)))
    .addHelpText('after', SYSTEMS + examples('report original pattern-b --html report.html'))
  const serve = program
    .command('serve')
    .description('serve the same page on this machine, where steps that were never taken can be taken')
    .argument('[systems...]', 'scenarios or files; default: the whole catalogue')
    .addOption(portOption())
    .action(async (names, options) => ended(await serveCommand(names, options, session)))
    .addHelpText('after', SYSTEMS + examples('serve original', 'serve door.ts --port 8080'))
  for (const command of [report, serve]) for (const option of searchOptions()) command.addOption(option)
}

function addPredict(program: Command, session: Session, ended: (code: number) => void): void {
  const predict = program
    .command('predict')
    .description('say of runs of the miniature server whether the models allow them, and what else they allow')
    .requiredOption('--observed <file>', 'the rows, one JSON object a line: scenario, load, flags, requests and counts')
    .action(async (options) => ended(await predictCommand(options, session)))
    .addHelpText('after', examples('predict --observed verdicts.ndjson', 'predict --observed rows.ndjson --json'))
  for (const option of predictOptions()) predict.addOption(option)
}

function addGate(program: Command, session: Session, ended: (code: number) => void): void {
  const gate = program
    .command('gate')
    .description(
      'fail when a claim about the models does not hold, or (--ocaml) when sources can deadlock, race or leak',
    )
    .action(async (options) => ended(await gateCommand(options, session)))
    .addHelpText(
      'after',
      examples(
        'gate',
        'gate --ocaml hosts/ocaml --base origin/main',
        'gate --ocaml sx_server.ml --format json',
        'gate --ocaml hosts/ocaml --format text,github --output sarif=gate.sarif --output junit=gate.xml',
        'gate --explain lock-held-across-call',
      ),
    )
  for (const option of [...gateOptions(), asciiOption()]) gate.addOption(option)
}

function addDiagnose(program: Command, session: Session, ended: (code: number) => void): void {
  const diagnose = program
    .command('diagnose')
    .description(
      'say which root causes allow what was seen of the server, what to try next, and what each fix would do',
    )
    .action(async (options) => ended(await diagnoseCommand(options, session)))
    .addHelpText(
      'after',
      examples(
        "diagnose --saw '/ = 200' --saw '/actors/alice/outbox = hang'",
        "diagnose --saw '/ = 200 & /actors/alice = hang with a-yield --io async'",
        'diagnose --observed seen.yaml --json',
      ),
    )
  for (const option of diagnoseOptions()) diagnose.addOption(option)
}

function addConform(program: Command, session: Session, ended: (code: number) => void): void {
  program
    .command('conform')
    .description('say whether event logs of the server are behaviours of the model, and where they stop being so')
    .argument('<logs...>', 'NDJSON, one file an instance; those of one folder are of one run')
    .addOption(jsonOption())
    .action(async (files, options) => ended(await conformCommand(files, options, session)))
    .addHelpText('after', examples('conform log.i1.ndjson', 'conform run/log.i1.ndjson run/log.i2.ndjson --json'))
}

function addLoad(program: Command, session: Session, ended: (code: number) => void): void {
  const load = program
    .command('load')
    .description('compare the designs under load in virtual time: throughput, latency, queues, the lock')
    .argument('[designs...]', 'designs; default: those that are compared')
    .action(async (names, options) => ended(await loadCommand(names, options, session)))
    .addHelpText(
      'after',
      examples('load --connections 1,10,100', 'load original pattern-b --outbound 50 --html load.html'),
    )
  for (const option of [...loadOptions(), jsonOption(), asciiOption()]) load.addOption(option)
}

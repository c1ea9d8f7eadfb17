// A thread that helps in searches: gets tables and memory that it shares with the one who started it, and never a machine.
import type { MessagePort } from 'node:worker_threads'
import { receiveMessageOnPort, workerData } from 'node:worker_threads'
import { giveUp, serve } from '../check/crew.ts'

const { control, port } = workerData as {
  readonly control: Int32Array
  readonly port: MessagePort
}

try {
  serve(control, () => receiveMessageOnPort(port)?.message)
} catch (error) {
  port.postMessage(error instanceof Error ? (error.stack ?? error.message) : String(error))
  giveUp(control)
}

import { adapterContract } from '../../contract/adapter.ts'
import { feishuHarness } from './harness.ts'

adapterContract('Feishu, by its own SDK on its own frames', feishuHarness)

import { Feishu } from '../../../src/adapters/feishu/index.ts'
import { adapterContract } from '../../contract/adapter.ts'
import { feishuHarness, settingsFor } from './harness.ts'

adapterContract(
  'Feishu, by its own SDK on its own frames',
  (around) => new Feishu(settingsFor('http://127.0.0.1:9'), around),
  feishuHarness,
)

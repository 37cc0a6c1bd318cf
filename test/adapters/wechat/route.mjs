// Loaded into the child before anything else: the real client's requests to WeChat go to the loopback server, all
// others are refused. wechat4u is CommonJS and has an axios of its own kind; its defaults are inherited.
import { createRequire } from 'node:module'

process.env.WECHATY_LOG = 'silent'
const here = createRequire(import.meta.url)
const axios = createRequire(here.resolve('wechat4u'))('axios')
const http = axios.getAdapter('http')
axios.defaults.adapter = (config) => {
  const url = new URL(config.url)
  if (!/\.(qq|wechat)\.com$/.test(url.hostname)) throw new Error(`not in this test: ${url.hostname}`)
  const port = process.env.WEB_WECHAT_PORT ?? new URL(import.meta.url).searchParams.get('port')
  const there = `http://127.0.0.1:${port}/${url.hostname}${url.pathname}${url.search}`
  return http({ ...config, url: there, proxy: false }).then((answer) => {
    // What a bug in the client would do, at the server's word.
    if (answer.headers['x-bug'] === 'throws') setImmediate(() => unheardOf())
    if (answer.headers['x-bug'] === 'hangs') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
    return answer
  })
}

const unheardOf = () => {
  throw new Error('a bug in somebody’s code')
}

import { inspect } from 'node:util'
import { z } from 'zod'

/** A token, a password, a key. It shows itself to nobody who prints, logs or serialises it, only to `reveal`. */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }

  toString(): string {
    return '***'
  }

  toJSON(): string {
    return '***'
  }

  [inspect.custom](): string {
    return '***'
  }
}

/** A setting that is a secret. In the file it stands as `{ "env": "NAME" }`; the value comes from the environment. */
export const secret = z.instanceof(Secret, { error: '密码和密钥不写在文件里：写成 {"env":"变量名"}，值放进环境变量' })

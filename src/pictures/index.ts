import { setImmediate } from 'node:timers/promises'
import type { BarSpec } from '../core/kernel/picture.ts'

/** A PNG for the group, 720 px wide. What draws it is loaded with the first picture: starting up does not wait for it. */
export const drawPicture = async (spec: BarSpec): Promise<Uint8Array> => {
  const [{ barPicture }, { renderPng }] = await Promise.all([import('./chart.ts'), import('./render.ts')])
  const png = renderPng(barPicture(spec).svg)
  // What the renderer holds outside the heap is only released between turns of the loop: many pictures in one turn
  // would fill the memory.
  await setImmediate()
  return png
}

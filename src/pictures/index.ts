import type { BarSpec } from '../core/kernel/picture.ts'

/** A PNG for the group, 720 px wide. What draws it is loaded with the first picture: starting up does not wait for it. */
export const drawPicture = async (spec: BarSpec): Promise<Uint8Array> => {
  const [{ barPicture }, { renderPng }] = await Promise.all([import('./chart.ts'), import('./render.ts')])
  return renderPng(barPicture(spec).svg)
}

import { hundredthsText } from '../core/kernel/quantity.ts'

/** 12000 → "120元", 12050 → "120.5元". */
export const yuanText = (fen: number): string => `${hundredthsText(fen)}元`

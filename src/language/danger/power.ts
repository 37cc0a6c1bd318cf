import { either } from './words.ts'

/** For use inside patterns: current where it should not be. */

const WIRE = '(?:高压线|(?<!充)电线(?![杆头皮])|电缆)'
const DOWN = '(?:断|掉|落|垂|耷拉|搭)'
const SPARKS = '(?:冒火|打火|火花|火星|[滋嗞]+响|噼啪|电[到倒人])'
/** 电线掉下来了冒火花, 高压线断了: no fire to be left by the stairs. */
export const LIVE_WIRE = either(
  `${WIRE}[^。;]{0,6}${DOWN}[^。;]{0,10}${SPARKS}`,
  `高压线[^,。;]{0,4}(?:${DOWN}[^,。;]{0,3}){1,2}(?:下来|地上|路上|水里|[了啦])(?!怎么(?!办))`,
)
/** It may be a dead one, or a telephone's. */
export const WIRE_DOWN = `${WIRE}[^,。;]{0,4}(?:断了|${DOWN}(?:了|在|到)*[^,。;皮漆]{0,3}(?:下来|地上|路上|水里|栏杆|车上|树上))[上了啦]*`

const BOX = '(?:电箱|电表箱?|配电[箱房]|插座|插排|插线板|电闸|开关|电线)'
/** 水往电箱上流, 插座泡水了. */
export const WET = either(
  `水[^。;]{0,6}[往流漏淋滴淹浇灌喷进漫泡][^,。;]{0,4}${BOX}[^,。;]{0,3}`,
  `${BOX}[^,。;]{0,3}(?:进水|泡水|被?淹)[了啦][^。;]{0,6}`,
)
/** 热水器漏电, 洗澡被电到了. */
export const SHOCKED =
  '(?:(?:热水器|洗衣机|冰箱|水龙头|铁门|栏杆|开关|插座)[^,。;]{0,3}漏电(?!保护|开关|报警)[了啦]*|被电(?:到|麻|了一下)[了啦]*)'

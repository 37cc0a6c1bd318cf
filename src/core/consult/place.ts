const BUILDING = /(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:栋|幢|号楼)(?:(?:\d{1,2}|[一二三四五六七八九十]{1,2})单元)?/
const SPOTS =
  /[东南西北](?:大门|门|区|侧)|正门|后门|侧门|大门口|地下车库|车库|停车场|车棚|电梯|楼道|楼梯间|楼顶|天台|单元门|门口|广场|花园|绿化带|健身区|健身器材|游乐场|篮球场|垃圾站|垃圾房|垃圾桶|配电房|泵房|公厕|活动室|凉亭|岗亭|门卫室|快递柜|菜场/

/** Where it is, in the resident's own words: "3栋门口", "东门", "车库". Null where no place is named. */
export const placeOf = (text: string): string | null => {
  const place = (BUILDING.exec(text)?.[0] ?? '') + (SPOTS.exec(text)?.[0] ?? '')
  return place === '' ? null : place
}

import { describe, expect, test } from 'vitest'
import { readDanger } from '../../src/language/danger.ts'
import { fold } from '../../src/language/fold.ts'
import { understand } from '../../src/language/understand.ts'
import { charger, consent, garage, situation } from './support.ts'

describe('a report of danger here and now raises the alarm', () => {
  test.each([
    ['着火了', 'fire'],
    ['着火了！！！', 'fire'],
    ['3栋着火了！', 'fire'],
    ['三栋着火了快来人', 'fire'],
    ['快来人，起火了', 'fire'],
    ['3-2-501着火了', 'fire'],
    ['楼道里冒烟', 'fire'],
    ['地下室在冒黑烟，大家快出来', 'fire'],
    ['充电棚的电动车着火了', 'fire'],
    ['没办法了，3栋着火了', 'fire'],
    ['隔壁厨房起火了，快打119', 'fire'],
    ['垃圾桶烧起来了', 'fire'],
    ['反映：3栋楼道冒烟', 'fire'],
    ['外面着火了', 'fire'],
    ['楼下好像着火了', 'fire'],
    ['楼道里有煤气味', 'gas'],
    ['3栋好像有煤气味', 'gas'],
    ['2单元有很大的燃气味', 'gas'],
    ['我闻到煤气了', 'gas'],
    ['我家煤气泄漏了', 'gas'],
    ['楼道里是不是有煤气味？', 'gas'],
    ['谁家煤气味这么大？', 'gas'],
    ['有人困在电梯里了', 'trapped'],
    ['被困电梯了', 'trapped'],
    ['电梯困人了', 'trapped'],
    ['我被关在电梯里了', 'trapped'],
    ['孩子被困在3栋电梯里', 'trapped'],
    ['老人被困家里出不来', 'trapped'],
    ['电梯坏了，我被困在里面', 'trapped'],
    ['电梯门夹住孩子了', 'trapped'],
    ['有小孩掉井里了', 'fall'],
    ['我妈晕倒了', 'medical'],
    ['我妈晕倒了，怎么办啊', 'medical'],
    ['有人昏倒在花坛边', 'medical'],
    ['楼下有位大爷晕倒了', 'medical'],
    ['502张阿姨昏迷了', 'medical'],
    ['有人触电了', 'electric'],
    ['路灯杆漏电', 'electric'],
    ['3栋电箱漏电，别碰', 'electric'],
    ['孩子触电了快救人', 'electric'],
    ['有人跳楼了', 'fall'],
    ['3栋有人要跳楼', 'fall'],
    ['有人坠楼', 'fall'],
    ['孩子从阳台上掉下来了', 'fall'],
    ['有人打架', 'crime'],
    ['楼下有人在打架', 'crime'],
    ['门口有人持刀', 'crime'],
    ['救命', 'medical'],
    ['救命啊！！', 'medical'],
    ['救命啊 快来人 3栋2单元', 'medical'],
    ['救命！3栋2单元501', 'medical'],
    ['快来人啊出人命了', 'medical'],
    ['3栋出人命了', 'medical'],
    ['老伴喘不上气了', 'medical'],
    ['我妈突然喘不过气来', 'medical'],
    ['孩子呼吸困难', 'medical'],
    ['我喘不上气了', 'medical'],
    ['楼上有人喊救命', 'crime'],
    ['我想自杀', 'self-harm'],
    ['我不想活了', 'self-harm'],
    ['我真的不想活了。', 'self-harm'],
    ['我不想活了，别管我', 'self-harm'],
    ['我妈说她不想活了', 'self-harm'],
    ['有人要自杀', 'self-harm'],
    ['３栋着火了！', 'fire'],
    ['3栋着\u200b火了', 'fire'],
  ])('%s', (text, danger) => {
    expect(readDanger(fold(text))).toBe(danger)
  })
})

describe('talk about danger raises none', () => {
  test.each([
    '昨天电视里说哪里着火了',
    '昨天3栋着火了',
    '防止触电',
    '小心触电',
    '电动车着火怎么办',
    '如果闻到煤气味怎么办',
    '如果电梯困人了打哪个电话',
    '晕倒了吗哈哈',
    '我晕倒',
    '我快晕倒了',
    '笑得晕倒了',
    '气得冒烟',
    '嗓子冒烟了',
    '火了',
    '没着火，是做饭冒烟',
    '3栋着火了吗？',
    '这首歌火了',
    '心里着火了',
    '触电的感觉',
    '跳楼价大甩卖',
    '门口跳楼价甩卖',
    '没有煤气味',
    '楼道里没有煤气味了',
    '电梯没困人',
    '3栋没着火',
    '哪里着火了？',
    '着火了吗',
    '听说3栋着火了',
    '去年3栋着火了',
    '消防演练，楼道会冒烟，大家不要惊慌',
    '培训触电急救知识，小区广场集合',
    '被困在机场了',
    '我被工作困住了',
    '12栋住户打架子鼓扰民',
    '电箱要装漏电保护器',
    '电梯里要注意防火',
    '建议：楼道装烟感，免得着火没人知道',
    '热得不想活了',
    '作业太多了，我不想活了',
    '又要加班，真的不想活了',
    '我不想活了哈哈',
    '救命，这也太好笑了',
    '救命恩人',
    '救命稻草',
    '快来人',
    '快来人帮忙搬东西',
    '压力大得喘不过气',
    '房贷压得老公喘不过气',
    '这么爱让孩子喘不过气',
    '最近太忙，喘不过气',
    '热得要出人命了',
    '这样停车迟早要出人命',
    '老人会喘不过气吗？',
    '3栋着火了哈哈哈',
    '关于电梯的事',
    '晕，又停水',
    '新闻说有人跳楼了',
    '楼道堆杂物容易着火',
    '燃气泄漏的风险',
  ])('%s', (text) => {
    expect(readDanger(fold(text))).toBeNull()
  })
})

test('danger comes before suggestions, votes and sign-ups', () => {
  const open = situation({ polls: [consent, charger], works: [garage], direct: true })
  expect(understand({ text: '反映：3栋楼道有煤气味' }, open)).toEqual({ kind: 'danger', danger: 'gas' })
  expect(understand({ text: '同意，3栋着火了！' }, open)).toEqual({ kind: 'danger', danger: 'fire' })
  expect(understand({ text: '/着火了 3栋着火了' }, open)).toEqual({ kind: 'danger', danger: 'fire' })
})

test('staff may write of danger in a command', () => {
  const staff = situation({ staff: true })
  expect(understand({ text: '/办结 12 3栋着火了，已灭' }, staff)).toMatchObject({ kind: 'command' })
})

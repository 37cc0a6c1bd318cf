import type { Task } from './app/operations.ts'
import { addCommunity, addGroup, addMember, putHousehold } from './app/setup.ts'
import { homeFromText } from './core/people/home.ts'

/**
 * A small community that the first start makes, so that the first minute shows something: 3 buildings, 36 homes,
 * 5 groups, staff and committee. All names are invented.
 */
const COMMUNITY = { id: 'demo', name: '幸福里社区', demo: true }

const PEOPLE = [
  { id: 'p1', name: '王秀英', home: '1-1-101' },
  { id: 'p2', name: '李建国', home: '1-2-302' },
  { id: 'p3', name: '陈桂香', home: '2-1-201' },
  { id: 'p4', name: '周海涛', home: '2-2-102' },
  { id: 'p5', name: '张三', home: '3-2-301' },
  { id: 'p6', name: '赵丽', home: '3-2-302' },
  { id: 'p7', name: '孙大爷', home: '3-1-101' },
  { id: 'p8', name: '吴敏', home: '3-1-202' },
] as const

const STAFF = [
  { id: 's1', name: '王主任', roles: ['staff', 'committee'] },
  { id: 's2', name: '小刘', roles: ['staff', 'grid'] },
] as const

const GROUPS = [
  { id: 'g1', name: '幸福里1栋业主群', scope: 'building', building: '1' },
  { id: 'g2', name: '幸福里2栋业主群', scope: 'building', building: '2' },
  { id: 'g3', name: '幸福里3栋业主群', scope: 'building', building: '3' },
  { id: 'g0', name: '幸福里大群', scope: 'community', building: null },
  { id: 'gc', name: '幸福里居委会', scope: 'committee', building: null },
] as const

const cardOf = ({ name, home }: (typeof PEOPLE)[number]) => `${home} ${name}`

/** Who is in a group: a building's residents in their own, everyone in the big one, staff everywhere. */
const inGroup = (group: (typeof GROUPS)[number]) => [
  ...(group.scope === 'committee' ? [] : PEOPLE)
    .filter(({ home }) => group.building === null || home.startsWith(`${group.building}-`))
    .map((person) => ({ person: person.id, card: cardOf(person) })),
  ...STAFF.map(({ id, name }) => ({ person: id, card: `居委会 ${name}` })),
]

/** The simulated platform's side of it: rooms and people. */
export const demoWorld = {
  people: [
    ...PEOPLE.map(({ id, name }) => ({ id, nick: name })),
    ...STAFF.map(({ id, name }) => ({ id, nick: name, staff: true })),
  ],
  rooms: GROUPS.map((group) => ({ id: group.id, name: group.name, members: inGroup(group) })),
}

/** Our side of it: the register, the bound groups, staff and residents. */
export function* seedDemo(platform: { adapter: string; account: string }, timezone: string, now: number): Task<void> {
  const communityId = COMMUNITY.id
  const native = (nativeId: string) => ({ ...platform, epoch: '', nativeId })
  yield* addCommunity({ ...COMMUNITY, timezone }, now)
  for (const building of ['1', '2', '3'])
    for (const unit of ['1', '2'])
      for (const floor of ['1', '2', '3'])
        for (const door of ['01', '02']) {
          const home = `${building}-${unit}-${floor}${door}`
          const number = homeFromText(home)
          const owners = PEOPLE.filter((person) => person.home === home).map(({ name }) => name)
          if (number) yield* putHousehold(communityId, number, { area: 8_950, areaSource: null, owners, phones: [] })
        }
  for (const group of GROUPS) yield* addGroup({ ...group, communityId }, native(group.id), now)
  for (const { id, name, home } of PEOPLE) yield* addMember({ id, communityId, name, roles: [], home }, native(id), now)
  for (const { id, name, roles } of STAFF)
    yield* addMember({ id, communityId, name, roles, home: null }, native(id), now)
}

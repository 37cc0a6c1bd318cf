import { describe, expect, it } from 'vitest'
import { isRejection } from '../../../src/core/kernel/rejection.ts'
import { decideClaim, decideVerify } from '../../../src/core/people/residency.ts'
import { comeBack, decideScope, type Earlier, type Scope } from '../../../src/core/people/scope.ts'

const code = (answer: unknown): string | null => (isRejection(answer) ? answer.rejected : null)

describe('a resident says where he lives', () => {
  it('given an earlier claim, then the new one takes its place', () => {
    const claimed = [{ home: '3-2-501', status: 'claimed' as const }]
    expect(decideClaim('3-2-502', claimed, true)).toMatchObject({ home: '3-2-502', replaces: ['3-2-501'] })
    expect(decideClaim('3-2-501', claimed, true)).toMatchObject({ replaces: [] })
  })

  it('given a verified home, then he cannot change it by saying so', () => {
    const verified = [{ home: '3-2-501', status: 'verified' as const }]
    expect(code(decideClaim('3-2-502', verified, true))).toBe('home.verified')
    expect(code(decideClaim('3-2-501', verified, true))).toBe('home.verified-already')
  })

  it('given a register, then a home it does not have is refused; without one any is believed', () => {
    expect(code(decideClaim('3-9-901', [], false))).toBe('home.unknown')
    expect(decideClaim('3-9-901', [], null)).toMatchObject({ type: 'home.claimed' })
  })
})

describe('staff verify a home', () => {
  it('takes a name only where exactly one claims that home: two are never merged', () => {
    const command = { home: '3-2-501', who: '张三' }
    expect(decideVerify(command, ['u1'], true)).toMatchObject({ memberId: 'u1' })
    expect(code(decideVerify(command, ['u1', 'u2'], true))).toBe('person.several')
    expect(code(decideVerify(command, [], true))).toBe('person.not-found')
    expect(code(decideVerify(command, ['u1'], false))).toBe('home.unknown')
  })
})

describe('for whom a group speaks', () => {
  const building = (name: string, unit: string | null = null): Scope => ({
    kind: unit === null ? 'building' : 'unit',
    building: name,
    unit,
  })
  const register = ['10', '2', '3'].flatMap((b) => ['1', '2'].map((unit) => ({ building: b, unit })))

  it('refuses a building or unit that the register does not have, and names those it has', () => {
    expect(decideScope(building('9'), register)).toMatchObject({
      rejected: 'scope.no-building',
      data: { known: '2、3、10' },
    })
    expect(decideScope(building('3', '4'), register)).toMatchObject({
      rejected: 'scope.no-unit',
      data: { known: '1、2' },
    })
    expect(decideScope(building('3', '2'), register)).toEqual(building('3', '2'))
    expect(decideScope(building('9'), [])).toEqual(building('9'))
  })

  it('knows a group again only where a new login lost it', () => {
    const group = (id: string, name: string, epoch: string): Earlier => ({
      id,
      name,
      scope: building('3'),
      adapter: 'wechat',
      account: 'bot',
      epoch,
    })
    const chat = { name: '3栋群', adapter: 'wechat', account: 'bot', epoch: 'b', scope: building('3') }
    expect(comeBack(chat, [group('g1', '3栋老群', 'a')])?.id).toBe('g1')
    expect(comeBack(chat, [group('g1', '3栋群', 'b')])).toBeNull()
    expect(comeBack({ ...chat, adapter: 'feishu' }, [group('g1', '3栋群', 'a')])).toBeNull()
    expect(comeBack({ ...chat, account: 'bot2' }, [group('g1', '3栋群', 'a')])).toBeNull()
    expect(comeBack(chat, [group('g1', '3栋群', 'a'), group('g2', '3栋2群', 'a')])?.id).toBe('g1')
    expect(comeBack(chat, [group('g1', '旧群', 'a'), group('g2', '旧群', 'a')])).toBeNull()
  })
})

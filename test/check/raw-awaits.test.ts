import { describe, expect, it } from 'vitest';
import { check } from '../../src/entry/check.ts';
import { chan, go, Mutex, shared } from '../../src/entry/main.ts';

const ex = {
 add: async () => { let x = 0; const add = async () => { const seen = x; await null; x = seen + 1; };
  const p = go('p', add); const q = go('q', add); await p.join(); await q.join(); return x; },
 three: async () => { let x = 0; const add = async () => { const seen = x; await null; x = seen + 1; };
  const ps = ['p','q','r'].map((n) => go(n, add)); for (const p of ps) await p.join(); return x; },
 mainp: async () => { let x = 0; const p = go('p', async () => { x++; });
  const seen = x; await null; x = seen + 1; await p.join(); return x; },
 helper: async () => { let stock = 1; let sold = 0; const isAllowed = async (user: string) => user !== '';
   const buy = async () => { if (stock > 0 && (await isAllowed('u'))) { stock--; sold++; } };
   const p = go('p', buy); const q = go('q', buy); await p.join(); await q.join(); return sold; },
 locked: async () => { let x = 0; const m = new Mutex(); const add = async () => { await m.lock(); const seen = x; await null; x = seen + 1; await m.unlock(); };
  const p = go('p', add); const q = go('q', add); await p.join(); await q.join(); return x; },
 local: async () => { const c = chan<number>(2); const w = async () => { let x = 0; for (let i = 0; i < 20; i++) { await null; x++; } await c.send(x); };
  go('p', w); go('q', w); return (await c.receive())! + (await c.receive())!; },
 panic: async () => { let x = 0; const add = async () => { const seen = x; await null; if (x !== seen) throw new Error('boom'); x = seen + 1; };
  const p = go('p', add); const q = go('q', add); await p.join(); await q.join(); return x; },
 dead: async () => { let x = 0; const c = chan<number>(); const add = async () => { const seen = x; await null; if (x !== seen) await c.receive(); x = seen + 1; };
  const p = go('p', add); const q = go('q', add); await p.join(); await q.join(); return x; },
 cells: async () => { const x = shared(0, 'x'); const m = new Mutex(); const add = async () => { await m.lock(); await x.update((n) => n + 1); await m.unlock(); };
  const p = go('p', add); const q = go('q', add); await p.join(); await q.join(); return x.read(); },
};
describe('x', () => {
for (const [n, p] of Object.entries(ex)) it(n, async () => {
  const r = await check(p as () => unknown, n === 'add' ? {expect: {returned: 2}} : {});
  console.log(n, r.verdict, r.certainty, r.executions, JSON.stringify(r.outcomes), JSON.stringify(r.findings), r.notes, 'live', n in {dead:1, panic:1} ? '' : await p());
});
});

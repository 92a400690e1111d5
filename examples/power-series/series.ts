import { type Channel, chan, go, select } from 'happens-before';
import { product, type Rational, rational, sum, text } from './rational.ts';

// Power series as processes, after McIlroy's "Squinting at power series": a series is a process that computes its next
// term when one is demanded, so that a series may be defined by itself.

interface Series {
  readonly demand: Channel<true>;
  readonly terms: Channel<Rational>;
}

type Emit = (term: () => Promise<Rational>) => Promise<void>;

const zero = rational(0n);
const one = rational(1n);

function unstarted(name: string): Series {
  return { demand: chan<true>(0, `${name} demand`), terms: chan<Rational>(0, `${name} terms`) };
}

/** Starts a process that answers one demand with each term it emits. */
function series(name: string, body: (emit: Emit) => Promise<void>): Series {
  const made = unstarted(name);
  const emit: Emit = async (term) => {
    await made.demand.receive();
    await made.terms.send(await term());
  };
  go(name, () => body(emit), { background: true });
  return made;
}

async function next({ demand, terms }: Series): Promise<Rational> {
  await demand.send(true);
  return present(await terms.receive());
}

function present(term: Rational | undefined): Rational {
  if (term === undefined) throw new Error('a series has no end');
  return term;
}

function polynomial(...coefficients: readonly Rational[]): Series {
  return series('polynomial', async (emit) => {
    for (let k = 0; ; k++) await emit(async () => coefficients[k] ?? zero);
  });
}

function add(u: Series, v: Series): Series {
  return series('add', async (emit) => {
    for (;;) await emit(async () => sum(await next(u), await next(v)));
  });
}

function scale(factor: Rational, u: Series): Series {
  return series('scale', async (emit) => {
    for (;;) await emit(async () => product(factor, await next(u)));
  });
}

function timesX(u: Series): Series {
  return series('times x', async (emit) => {
    await emit(async () => zero);
    for (;;) await emit(() => next(u));
  });
}

function derivative(u: Series): Series {
  return series('derivative', async (emit) => {
    await emit(async () => {
      await next(u);
      return next(u);
    });
    for (let k = 2n; ; k++) await emit(async () => product(rational(k), await next(u)));
  });
}

function integral(constant: Rational, u: Series): Series {
  return series('integral', async (emit) => {
    await emit(async () => constant);
    for (let k = 1n; ; k++) await emit(async () => product(rational(1n, k), await next(u)));
  });
}

/** (u + xU)(v + xV) = uv + x(uV + vU + xUV), with the tails U and V needed twice each. */
function multiply(u: Series, v: Series): Series {
  return series('multiply', async (emit) => {
    let headOfU = zero;
    let headOfV = zero;
    await emit(async () => {
      headOfU = await next(u);
      headOfV = await next(v);
      return product(headOfU, headOfV);
    });
    const [u1, u2] = split(u);
    const [v1, v2] = split(v);
    const rest = add(add(scale(headOfU, v1), scale(headOfV, u1)), timesX(multiply(u2, v2)));
    for (;;) await emit(() => next(rest));
  });
}

/** Two copies of a series, each to be read at its own pace, one of them possibly in order to make the next term. */
function split(input: Series, copies = [unstarted('first copy'), unstarted('second copy')] as const): typeof copies {
  go(
    'split',
    async () => {
      const known: Rational[] = [];
      const readers = copies.map((copy) => ({ copy, taken: 0, waits: false }));
      const [first, second] = readers;
      if (first === undefined || second === undefined) throw new Error('a split has two copies');
      let demanded = false;
      for (;;) {
        const choice = await select({ first: first.copy.demand, second: second.copy.demand, term: input.terms });
        if (choice.case === 'term') {
          known.push(present(choice.value));
          demanded = false;
        } else {
          (choice.case === 'first' ? first : second).waits = true;
        }
        for (const reader of readers) {
          const term = known[reader.taken];
          if (!reader.waits || term === undefined) continue;
          reader.waits = false;
          reader.taken++;
          await reader.copy.terms.send(term);
        }
        if (!demanded && readers.some(({ waits }) => waits)) {
          demanded = true;
          await input.demand.send(true);
        }
      }
    },
    { background: true },
  );
  return copies;
}

/** E = 1 + ∫ E: e to the x is its own derivative. */
function exponential(): Series {
  const exponent = polynomial(zero, one);
  const [feedback, result] = [unstarted('feedback'), unstarted('exponential')];
  split(integral(one, multiply(feedback, derivative(exponent))), [feedback, result]);
  return result;
}

/** T = ∫ 1 + T². */
function tangent(): Series {
  const [feedback, result] = [unstarted('feedback'), unstarted('tangent')];
  const [left, right] = split(feedback);
  split(integral(zero, add(polynomial(one), multiply(left, right))), [feedback, result]);
  return result;
}

function firstTerms(make: () => Series): (count: number) => () => Promise<string[]> {
  return (count) => async () => {
    const made = make();
    const terms: string[] = [];
    while (terms.length < count) terms.push(text(await next(made)));
    return terms;
  };
}

/** Programs that return the first coefficients. */
export const firstTermsOfExponential: (count: number) => () => Promise<string[]> = firstTerms(exponential);
export const firstTermsOfTangent: (count: number) => () => Promise<string[]> = firstTerms(tangent);

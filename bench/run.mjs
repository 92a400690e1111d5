// node bench/run.mjs channels [--quick] [--only ID,ID,…]
// node bench/run.mjs search [--quick] [--only ID,ID,…] [--program NAME,NAME,…] [--cap SECONDS]
import { parseArgs } from 'node:util';
import { ensureInstalled } from '../scripts/setup.mjs';
import { channelBench, channelIds } from './channel-bench.mjs';
import { CAP_SECONDS, programNames, searchBench, searchIds } from './search-bench.mjs';

const NOT_MET = 1;
const UNDECIDED = 2;
const FAILED = 70;
const USAGE = 64;

/**
 * @param {string | undefined} list
 * @param {readonly string[]} known
 * @param {string} what
 */
function parseList(list, known, what) {
  const names = list?.split(',');
  const unknown = names?.filter((name) => !known.includes(name)) ?? [];
  if (unknown.length > 0) throw new TypeError(`unknown ${what}: ${unknown.join(', ')}`);
  return names;
}

/** @param {string | undefined} seconds */
function parseCap(seconds) {
  if (seconds === undefined) return CAP_SECONDS;
  const cap = Number(seconds);
  if (!(cap > 0)) throw new TypeError(`--cap ${seconds}: a number of seconds is wanted`);
  return cap;
}

async function run() {
  const { values, positionals } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      program: { type: 'string' },
      cap: { type: 'string' },
    },
    allowPositionals: true,
  });
  const { quick, only, program, cap } = values;
  const [bench] = positionals;
  if (positionals.length !== 1 || (bench !== 'channels' && bench !== 'search')) {
    throw new TypeError('one argument is wanted: channels or search');
  }
  if (bench === 'channels') {
    if (program !== undefined || cap !== undefined) throw new TypeError('--program and --cap are for search');
    const ids = parseList(only, channelIds, 'implementation');
    ensureInstalled();
    return channelBench({ quick, only: ids });
  }
  const options = {
    quick,
    only: parseList(only, searchIds, 'searcher'),
    programs: parseList(program, programNames, 'program'),
    capSeconds: parseCap(cap),
  };
  ensureInstalled();
  return searchBench(options);
}

try {
  const judged = await run();
  if (judged.some(({ verdict }) => verdict === 'not met')) process.exitCode = NOT_MET;
  else if (judged.some(({ verdict }) => verdict === 'not measured')) process.exitCode = UNDECIDED;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = error instanceof TypeError ? USAGE : FAILED;
}

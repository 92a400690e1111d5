/** A thread of `hb check --workers`: it loads the program by itself and explores the parts of the search it is given. */
import { parentPort, workerData } from 'node:worker_threads';
import { SearchHelper } from '../check/search-helper.ts';
import type { ThreadData } from './hire.ts';
import { holdBack } from './hold-back.ts';
import { load } from './load.ts';
import { checkedFile } from './source.ts';

const port = parentPort;
if (port === null) throw new Error('this file is run as a thread only');
const post = port.postMessage.bind(port);
const { path, exportName, text, model } = workerData as ThreadData;

const file = await load(path, exportName);
if (file.text !== text) throw new Error(`${path} changed while it was being checked`);
holdBack(file.isProgramStack, (error) => post({ kind: 'failed', round: 0, names: [], error: String(error) }));
new SearchHelper(checkedFile(file, model).source, { post, listen: (listener) => void port.on('message', listener) });

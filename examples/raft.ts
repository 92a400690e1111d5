// verdict: ok
// outcomes: {"A":"waiting","B":"waiting","C":"waiting"}
// findings: none
// live: may hang

// Raft (Ongaro and Ousterhout, "In Search of an Understandable Consensus Algorithm", 2014) on three nodes: leader election and
// log replication. The default export is one election with two candidates; `raft` goes on to replicate logs. Each of the
// exports after it has one bug that is easily made, and is a violation of `properties` in a few of its orders.

import { after, asynchronous, mark, node, type Self, select } from 'happens-before';
import { always, type State } from 'happens-before/check';

interface Entry {
  readonly term: number;
  readonly command: string;
}

/** What survives a crash. */
interface Persistent {
  readonly term: number;
  readonly votedFor: string | undefined;
  readonly log: readonly Entry[];
}

type Body =
  | { readonly kind: 'ask for vote'; readonly term: number; readonly length: number; readonly lastTerm: number }
  | { readonly kind: 'vote'; readonly term: number; readonly granted: boolean }
  | {
      readonly kind: 'append';
      readonly term: number;
      /** Entries that the follower must have, and the term of the last of them. */
      readonly previous: number;
      readonly previousTerm: number;
      readonly entries: readonly Entry[];
      readonly committed: number;
    }
  /** `matched`: so many entries are the leader's; undefined when those before are not. */
  | { readonly kind: 'appended'; readonly term: number; readonly matched: number | undefined };

type Message<Kind extends Body['kind']> = Extract<Body, { readonly kind: Kind }>;

type Bug = 'votes twice' | 'commits old terms' | 'never looks at logs' | 'never syncs';

interface Settings {
  /** How often each node may stand for election, once less after a crash. To run for real there is no need of a bound. */
  readonly elections: Readonly<Record<string, number>>;
  /** How many commands clients have for each node, which it takes as it begins to lead, in each of its lives. */
  readonly commands: number;
  /** How often a leader sends again what was not acknowledged. */
  readonly heartbeats: number;
  readonly bug?: Bug;
}

const names = ['A', 'B', 'C'];
const majority = 2;
const electionTimeout = 150;
const heartbeatTimeout = 50;

class Server {
  readonly #self: Self<Body>;
  readonly #others: readonly string[];
  readonly #bug: Bug | undefined;
  /** What is left of the bounds. */
  #elections: number;
  #heartbeats: number;
  #commands: number;

  #term = 0;
  #votedFor: string | undefined = undefined;
  #kept: Persistent = { term: 0, votedFor: undefined, log: [] };
  #log = this.#kept.log;

  #role: 'follower' | 'candidate' | 'leader' = 'follower';
  #votes = new Set<string>();
  /** How many entries each of the others certainly has, and how many it is thought to have. */
  #matched = new Map<string, number>();
  #thought = new Map<string, number>();
  #committed = 0;

  constructor(self: Self<Body>, { elections, commands, heartbeats, bug }: Settings) {
    this.#self = self;
    this.#others = names.filter((name) => name !== self.name);
    this.#bug = bug;
    this.#elections = Math.max(0, (elections[self.name] ?? 0) - self.restarts);
    this.#heartbeats = heartbeats;
    this.#commands = commands;
  }

  async run(): Promise<void> {
    const kept = (await this.#self.storage.get('raft')) as Persistent | undefined;
    if (kept !== undefined) {
      this.#kept = kept;
      this.#term = kept.term;
      this.#votedFor = kept.votedFor;
      this.#log = kept.log;
    }
    for (;;) {
      const message = await this.#wait();
      if (message !== undefined) await this.#take(message.from, message.body);
      else if (this.#role === 'leader') await this.#replicate();
      else await this.#stand();
    }
  }

  /** The next message; undefined when it is time to act. */
  async #wait(): Promise<{ readonly from: string; readonly body: Body } | undefined> {
    const leads = this.#role === 'leader';
    if (leads ? this.#heartbeats === 0 : this.#elections === 0) return this.#self.inbox.receive();
    const timeout = leads ? heartbeatTimeout : electionTimeout + 50 * names.indexOf(this.#self.name);
    const got = await select({ message: this.#self.inbox, timeout: after(timeout) });
    if (got.case === 'message') return got.value;
    if (leads) this.#heartbeats--;
    else this.#elections--;
    return undefined;
  }

  async #take(from: string, body: Body): Promise<void> {
    if (body.term > this.#term) {
      this.#term = body.term;
      this.#votedFor = undefined;
      this.#role = 'follower';
    }
    switch (body.kind) {
      case 'ask for vote':
        return this.#vote(from, body);
      case 'vote':
        return this.#count(from, body);
      case 'append':
        return this.#append(from, body);
      case 'appended':
        return this.#confirm(from, body);
    }
  }

  async #persist(): Promise<void> {
    const kept = this.#kept;
    if (kept.term === this.#term && kept.votedFor === this.#votedFor && kept.log === this.#log) return;
    this.#kept = { term: this.#term, votedFor: this.#votedFor, log: this.#log };
    const votedFor = this.#bug === 'votes twice' ? undefined : this.#votedFor;
    await this.#self.storage.set('raft', { ...this.#kept, votedFor });
    if (this.#bug !== 'never syncs') await this.#self.storage.sync();
  }

  // Elections.

  async #stand(): Promise<void> {
    this.#term++;
    this.#votedFor = this.#self.name;
    this.#role = 'candidate';
    this.#votes = new Set([this.#self.name]);
    await this.#persist();
    const asked: Body = {
      kind: 'ask for vote',
      term: this.#term,
      length: this.#log.length,
      lastTerm: this.#termOf(this.#log.length),
    };
    for (const other of this.#others) await this.#self.send(other, asked);
  }

  async #vote(candidate: string, asked: Message<'ask for vote'>): Promise<void> {
    const isFree = this.#votedFor === undefined || this.#votedFor === candidate;
    const granted = asked.term === this.#term && isFree && this.#isUpToDate(asked);
    if (granted) this.#votedFor = candidate;
    await this.#persist();
    await this.#self.send(candidate, { kind: 'vote', term: this.#term, granted });
  }

  /** Whether the candidate's log is at least as far as ours. */
  #isUpToDate({ length, lastTerm }: Message<'ask for vote'>): boolean {
    if (this.#bug === 'never looks at logs') return true;
    const ours = this.#termOf(this.#log.length);
    return lastTerm > ours || (lastTerm === ours && length >= this.#log.length);
  }

  async #count(voter: string, { term, granted }: Message<'vote'>): Promise<void> {
    if (this.#role !== 'candidate' || term !== this.#term || !granted) return;
    this.#votes.add(voter);
    if (this.#votes.size >= majority) await this.#lead();
  }

  async #lead(): Promise<void> {
    this.#role = 'leader';
    await mark('leads', { term: this.#term, log: this.#log });
    for (const other of this.#others) {
      this.#matched.set(other, 0);
      this.#thought.set(other, this.#log.length);
    }
    if (this.#commands > 0) {
      this.#commands--;
      await this.#keep([...this.#log, { term: this.#term, command: `${this.#self.name}'s` }]);
    }
    if (this.#log.length > 0) await this.#replicate();
  }

  // Logs.

  async #replicate(): Promise<void> {
    for (const other of this.#others) await this.#send(other);
  }

  async #send(follower: string): Promise<void> {
    const previous = this.#thought.get(follower) ?? 0;
    await this.#self.send(follower, {
      kind: 'append',
      term: this.#term,
      previous,
      previousTerm: this.#termOf(previous),
      entries: this.#log.slice(previous),
      committed: this.#committed,
    });
  }

  async #append(
    leader: string,
    { term, previous, previousTerm, entries, committed }: Message<'append'>,
  ): Promise<void> {
    const fits = previous <= this.#log.length && this.#termOf(previous) === previousTerm;
    let matched: number | undefined;
    if (term === this.#term) {
      this.#role = 'follower';
      if (fits) {
        matched = previous + entries.length;
        await this.#keep(merge(this.#log, previous, entries));
        await this.#commit(Math.min(committed, matched));
      }
    }
    await this.#self.send(leader, { kind: 'appended', term: this.#term, matched });
  }

  async #confirm(follower: string, { term, matched }: Message<'appended'>): Promise<void> {
    if (this.#role !== 'leader' || term !== this.#term) return;
    if (matched === undefined) {
      this.#thought.set(follower, Math.max(0, (this.#thought.get(follower) ?? 0) - 1));
      return this.#send(follower);
    }
    this.#matched.set(follower, Math.max(matched, this.#matched.get(follower) ?? 0));
    this.#thought.set(follower, Math.max(matched, this.#thought.get(follower) ?? 0));
    // The second longest of three logs is on a majority.
    const length = Math.max(...this.#matched.values());
    if (this.#termOf(length) === this.#term || this.#bug === 'commits old terms') await this.#commit(length);
  }

  async #keep(log: readonly Entry[]): Promise<void> {
    this.#log = log;
    await this.#persist();
  }

  /** The first `length` entries are there to stay. */
  async #commit(length: number): Promise<void> {
    if (length <= this.#committed) return;
    this.#committed = length;
    await mark('commits', { term: this.#term, log: this.#log, length });
  }

  /** The term of the entry that is the `length`-th; 0 before the first. */
  #termOf(length: number): number {
    return this.#log[length - 1]?.term ?? 0;
  }
}

/** The log with these entries after the first `previous`: cut only where it differs, as a message may be old. */
function merge(log: readonly Entry[], previous: number, entries: readonly Entry[]): readonly Entry[] {
  const differs = entries.findIndex(({ term }, index) => log[previous + index]?.term !== term);
  return differs === -1 ? log : [...log.slice(0, previous + differs), ...entries.slice(differs)];
}

// What must be so, whoever crashes and whatever is lost.

interface Leads {
  readonly term: number;
  readonly log: readonly Entry[];
}

interface Commits extends Leads {
  readonly length: number;
}

function all<Data>(state: State, label: string): readonly Data[] {
  return state.marks().flatMap((mark) => (mark.label === label ? [mark.data as Data] : []));
}

function leaders(state: State): readonly Leads[] {
  return all<Leads>(state, 'leads');
}

/** The logs of nodes that committed something, as far as they did. */
function committed(state: State): readonly Leads[] {
  return all<Commits>(state, 'commits').map(({ term, log, length }) => ({ term, log: log.slice(0, length) }));
}

function isPrefix(log: readonly Entry[], other: readonly Entry[]): boolean {
  return log.every((entry, index) => other[index]?.term === entry.term && other[index]?.command === entry.command);
}

/** What comes before the last entry that is of the same term in both, and that entry. */
function agreed(log: readonly Entry[], other: readonly Entry[]): readonly Entry[] {
  return log.slice(0, 1 + log.findLastIndex(({ term }, index) => other[index]?.term === term));
}

export const properties = [
  always('at most one leader in a term', (state) => {
    const terms = leaders(state).map(({ term }) => term);
    return new Set(terms).size === terms.length;
  }),
  always('logs are the same up to where they agree', (state) => {
    const logs = [...leaders(state), ...all<Commits>(state, 'commits')].map(({ log }) => log);
    return logs.every((one) => logs.every((other) => isPrefix(agreed(one, other), other)));
  }),
  always('what is committed, later leaders have', (state) =>
    committed(state).every(({ term, log }) =>
      leaders(state).every((leader) => leader.term <= term || isPrefix(log, leader.log)),
    ),
  ),
  always('what is committed is the same everywhere', (state) => {
    const logs = committed(state).map(({ log }) => log);
    return logs.every((one) => logs.every((other) => isPrefix(one, other) || isPrefix(other, one)));
  }),
];

function cluster(settings: Settings): () => void {
  return () => {
    for (const name of names) node<Body>(name, (self) => new Server(self, settings).run());
  };
}

const oneElection: Settings = { elections: { A: 1, B: 1 }, commands: 0, heartbeats: 0 };
/** Two nodes in turn, as in figure 8 of the paper. */
const rivalry: Settings = { elections: { A: 2, C: 2 }, commands: 1, heartbeats: 0 };
const replication: Settings = { elections: { A: 2, B: 1, C: 2 }, commands: 1, heartbeats: 1 };

export const model = asynchronous({ loss: 1 });

export default cluster(oneElection);
export const raft = cluster(replication);
export const votesTwice = cluster({ ...oneElection, bug: 'votes twice' });
export const neverSyncs = cluster({ ...oneElection, bug: 'never syncs' });
export const neverLooksAtLogs = cluster({ ...rivalry, bug: 'never looks at logs' });
export const commitsOldTerms = cluster({ ...rivalry, bug: 'commits old terms' });

#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { exitCodes } from './exit-codes.ts';
import { printError, surviveClosedPipes } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** Options every command that prints takes. */
function withStyle(command: Command): Command {
  return command
    .option('--ascii', 'print nothing beyond ASCII')
    .option('--no-color', 'print no colours (so does NO_COLOR in the environment)');
}

function withExport(command: Command): Command {
  return command.option('--export <name>', 'the export that is the program (default: the default export)');
}

/** Options of every command that runs a program under a model. */
function withModel(command: Command): Command {
  return command
    .option('--model <model>', 'asynchronous, or a model as JSON (default: the export model)')
    .option('--order <order>', 'in which order messages arrive: none, fifo or causal')
    .option('--loss <n>', 'at most n messages are lost')
    .option('--duplication <n>', 'at most n messages arrive twice')
    .option('--crashes <n>', 'at most n nodes crash')
    .option('--restarts <n>', 'at most n of those start again')
    .option('--partitions <n>', 'the network is cut at most n times')
    .option('--pauses <n>', 'at most n steps take longer than their bound');
}

function addCheck(hb: Command, ended: (exit: number) => void): void {
  const check = hb.command('check').argument('<file>', 'the program: .ts, .mts, .js or .mjs');
  withStyle(withModel(withExport(check)))
    .description('explore every order the program can happen in, and report all it can do')
    .option('--expect <json>', 'the outcomes that are correct, such as \'{"returned":0}\', or one')
    .option(
      '--strategy <name>',
      'exhaustive (default), random, pct, delay-bounded or preemption-bounded; docs/strategies.md',
    )
    .option('--budget-executions <n>', 'stop after n executions')
    .option('--budget-steps <n>', 'cut an execution after n steps')
    .option('--budget-ms <n>', 'stop after n milliseconds')
    .option('--seed <n>', 'where random choices start')
    .option('--ticks <n>', 'how often a ticker fires in one execution (2)')
    .option('--resume <file>', 'keep a search that ends early in a file, and go on from there')
    .option('--workers <n>', 'share the search among n threads (1)')
    .option('--stop-at-first', 'stop at the first finding')
    .option('--weakest <what>', 'vary delay.max, step.max, a budget, or a number that the program takes')
    .option('--json', 'print the report as JSON')
    .option('--trace <out>', 'write the first witness to a file')
    .action(async (file: string, options: object) => {
      const { checkCommand } = await import('./check-command.ts');
      ended(await checkCommand(file, options));
    });
}

function addKnows(hb: Command, ended: (exit: number) => void): void {
  const knows = hb.command('knows').argument('<file>', 'the program').argument('<mark>', 'the label of a mark in it');
  withStyle(withModel(withExport(knows)))
    .description('say what whoever comes to a mark can and cannot tell there, with an execution for each way it may be')
    .option('--budget-executions <n>', 'stop after n executions')
    .option('--budget-ms <n>', 'stop after n milliseconds')
    .option('--json', 'print the report as JSON')
    .action(async (file: string, mark: string, options: object) => {
      const { knowsCommand } = await import('./knows-command.ts');
      ended(await knowsCommand(file, mark, options));
    });
}

/** Builds the command line. A command is imported when it is called: most of the start-up time is saved so. */
function commandLine(version: string, ended: (exit: number) => void): Command {
  const hb = new Command('hb')
    .description('Run message-passing programs in ordinary async TypeScript, and check every order they can happen in.')
    .version(version, '--version')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'hb: ')) });

  addCheck(hb, ended);

  const run = hb.command('run').argument('<file>', 'the program: .ts, .mts, .js or .mjs');
  withStyle(withExport(run))
    .description('run the program for real')
    .option('--trace <out>', 'record every operation, and write them to a file')
    .action(async (file: string, options: object) => {
      const { runCommand } = await import('./run-command.ts');
      ended(await runCommand(file, options));
    });

  const replay = hb.command('replay').argument('<file>', 'the program').argument('<schedule>', 'as a report prints it');
  withStyle(withModel(withExport(replay)))
    .description('run one execution again, step by step')
    .option('--until <n>', 'stop after step n')
    .option('--trace <out>', 'write the execution to a file')
    .action(async (file: string, schedule: string, options: object) => {
      const { replayCommand } = await import('./replay-command.ts');
      ended(await replayCommand(file, schedule, options));
    });

  const why = hb
    .command('why')
    .argument('<file>', 'the program')
    .argument('<first>', 'a schedule, as a report prints it')
    .argument('<second>', 'another');
  withStyle(withModel(withExport(why)))
    .description('say where two executions part, and which reversal makes their outcomes differ')
    .option('--json', 'print it as JSON')
    .action(async (file: string, first: string, second: string, options: object) => {
      const { whyCommand } = await import('./why-command.ts');
      ended(await whyCommand(file, first, second, options));
    });

  addKnows(hb, ended);

  withStyle(hb.command('races').argument('<trace>', 'a file written by --trace'))
    .description('find the races in a recorded run')
    .action(async (trace: string, options: object) => {
      const { racesCommand } = await import('./races-command.ts');
      ended(await racesCommand(trace, options));
    });

  hb.command('export')
    .argument('<trace>', 'a file written by --trace')
    .description('draw a trace')
    .requiredOption('--to <format>', 'mermaid or svg')
    .option('-o, --output <file>', 'write there instead of printing')
    .action(async (trace: string, options: { readonly to: string; readonly output?: string }) => {
      const { exportCommand } = await import('./export-command.ts');
      ended(await exportCommand(trace, options));
    });
  return hb;
}

function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}

async function main(): Promise<number> {
  let exit: number = exitCodes.fine;
  const hb = commandLine(readVersion(), (code) => {
    exit = code;
  });
  try {
    await hb.parseAsync();
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.fine : exitCodes.usage;
    if (error instanceof UsageError) {
      await printError(`hb: ${error.message}`);
      return exitCodes.usage;
    }
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    await printError(`hb: this is a bug of hb, not of your program; please report it with the lines below\n${text}`);
    return exitCodes.ourFault;
  }
}

surviveClosedPipes();
// Exits of its own accord: the program may have left sockets, workers or timers behind.
process.exit(await main());

/** All kernels, in the order of the suite. */
import { communication } from './communication.ts';
import type { Kernel } from './kernel.ts';
import { mixed } from './mixed.ts';
import { nonblocking } from './nonblocking.ts';
import { resource } from './resource.ts';

export const kernels: readonly Kernel[] = [...communication, ...mixed, ...resource, ...nonblocking];

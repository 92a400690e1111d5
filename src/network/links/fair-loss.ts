import type { Self } from '../node.ts';
import type { Link } from './link.ts';

/**
 * The network as it is (Module 2.1): a message may be lost or arrive twice, and what is sent for ever arrives for ever. Nothing
 * arrives that was not sent.
 *
 * @param self the node whose end of the link it is.
 * @example
 * node('Q', async (self) => {
 *   const heard = await fairLossLink<string>(self).deliveries.receive()
 *   console.log(heard?.body) // hello
 * })
 * node('P', (self) => fairLossLink<string>(self).send('Q', 'hello'))
 */
export function fairLossLink<Body = unknown>(self: Self): Link<Body> {
  return {
    send: (to, body) => self.send(to, body),
    deliveries: self.inbox as Link<Body>['deliveries'],
  };
}

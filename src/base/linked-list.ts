/** A node of a `LinkedList`; it is in at most one list. */
export interface Linked<N extends Linked<N>> {
  previous: N | undefined;
  next: N | undefined;
  list: LinkedList<N> | undefined;
}

/** An intrusive doubly linked list: waiting operations queue in it, and a loser leaves it from the middle in constant time. */
export class LinkedList<N extends Linked<N>> {
  head: N | undefined = undefined;
  tail: N | undefined = undefined;

  push(node: N): void {
    node.previous = this.tail;
    node.next = undefined;
    node.list = this;
    if (this.tail === undefined) this.head = node;
    else this.tail.next = node;
    this.tail = node;
  }

  /** The nodes from the head on; the one in hand may be taken out. */
  *[Symbol.iterator](): Generator<N, void> {
    for (let node = this.head; node !== undefined; ) {
      const { next } = node;
      yield node;
      node = next;
    }
  }

  /** Takes `node` out; does nothing when it is not in this list. */
  remove(node: N): void {
    if (node.list !== this) return;
    if (node.previous === undefined) this.head = node.next;
    else node.previous.next = node.next;
    if (node.next === undefined) this.tail = node.previous;
    else node.next.previous = node.previous;
    node.previous = undefined;
    node.next = undefined;
    node.list = undefined;
  }
}

package io.spirula.mover.pipeline;

import java.nio.ByteBuffer;

/**
 * A piece of direct memory that is cut into halves, and halves of these, as they are needed, and put together again: the
 * binary buddy system (Knowlton, 1965). The node of a binary tree stands for a part of the memory and knows the largest
 * free piece in it. Not thread-safe.
 */
final class BufferRegion {

    static final int SIZE = Chunks.SIZE;
    static final int LEAST = ZeroRuns.BLOCK;

    private static final int LEAVES = SIZE / LEAST;

    private final ByteBuffer memory = ByteBuffer.allocateDirect(SIZE);
    /** Node {@code i} has the halves {@code 2i} and {@code 2i + 1}; the leaves are the last ones. */
    private final int[] largestFree = new int[2 * LEAVES];

    /**
     * A piece of it.
     *
     * @param node that stands for it
     */
    record Piece(BufferRegion region, int node, ByteBuffer buffer) {}

    BufferRegion() {
        for (int node = 1; node < largestFree.length; node++) {
            largestFree[node] = size(node);
        }
    }

    int largestFree() {
        return largestFree[1];
    }

    /**
     * Takes a piece; there is one as large.
     *
     * @param size a power of two, from {@link #LEAST} to {@link #SIZE}
     */
    Piece take(int size) {
        int node = 1;
        while (size(node) > size) {
            int left = 2 * node;
            int right = left + 1;
            boolean fitsBetterRight =
                    largestFree[left] < size || (largestFree[right] >= size && largestFree[right] < largestFree[left]);
            node = fitsBetterRight ? right : left;
        }
        largestFree[node] = 0;
        tellParents(node);
        int offset = (node - Integer.highestOneBit(node)) * size;
        return new Piece(this, node, memory.slice(offset, size));
    }

    void giveBack(Piece piece) {
        largestFree[piece.node()] = size(piece.node());
        tellParents(piece.node());
    }

    private void tellParents(int node) {
        for (int parent = node / 2; parent > 0; parent /= 2) {
            int left = largestFree[2 * parent];
            int right = largestFree[2 * parent + 1];
            boolean whole = left == right && left == size(2 * parent);
            largestFree[parent] = whole ? size(parent) : Math.max(left, right);
        }
    }

    private static int size(int node) {
        return SIZE / Integer.highestOneBit(node);
    }
}

package io.spirula.mover;

/**
 * What a move did, in bytes.
 *
 * @param changed covered by the difference
 * @param read at the source
 * @param written data written to the target
 * @param zeroed made zero on the target
 */
public record MoveCounts(long changed, long read, long written, long zeroed) {}

package io.spirula.mover.commit;

/**
 * What the target holds is not what the source held.
 *
 * @param offset where in the image
 * @param length of the range that was compared
 * @param expected what the source held: the digest of it, or a description
 * @param found what the target holds, likewise
 */
public record Mismatch(long offset, long length, String expected, String found) {}

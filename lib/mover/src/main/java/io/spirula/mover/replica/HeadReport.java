package io.spirula.mover.replica;

/**
 * What became of a replica's HEAD.
 *
 * @param rolledBack it was not what its base says and was rolled back: worth telling people
 * @param evidence in what it differed; empty if it did not
 * @param header version of the replica's header when the look began that found it equal
 */
public record HeadReport(boolean rolledBack, String evidence, long header) {}

package io.spirula.mover.replica;

/**
 * What became of a replica's HEAD.
 *
 * @param rolledBack it was not what its base says and was rolled back: worth telling people
 * @param evidence in what it differed; empty if it did not
 */
public record HeadReport(boolean rolledBack, String evidence) {}

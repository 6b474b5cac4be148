package io.spirula.rbd;

/**
 * A pool of a cluster.
 *
 * @param id never reused by the cluster
 * @param name a label that may change
 */
public record Pool(long id, String name) {}

package io.spirula.rbd;

/**
 * Space of a whole cluster, in bytes of raw storage. All zero where no manager daemon reports it.
 *
 * @param total what the cluster has
 * @param used what is taken
 * @param available what is free
 */
public record ClusterSpace(long total, long used, long available) {}

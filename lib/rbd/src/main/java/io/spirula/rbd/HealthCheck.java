package io.spirula.rbd;

/**
 * What a cluster's monitors complain of.
 *
 * @param code Ceph's own, such as {@code OSD_NEARFULL}
 * @param error whether it is more than a warning
 * @param summary Ceph's own words
 */
public record HealthCheck(String code, boolean error, String summary) {}

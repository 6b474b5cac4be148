package io.spirula.rbd;

/**
 * A client that has an image open.
 *
 * @param address of the client instance
 * @param clientId the instance's global id, as in {@link CephCluster#instanceId}
 * @param cookie of this watch within the client
 */
public record Watcher(String address, long clientId, long cookie) {}

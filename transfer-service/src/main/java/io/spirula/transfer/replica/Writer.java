package io.spirula.transfer.replica;

/**
 * The client instance that writes to a replica or did not end cleanly: it may still have writes in flight.
 *
 * @param address as Ceph's blocklist takes it
 * @param attempt the fencing token of the work that it did
 */
public record Writer(String address, long attempt) {}

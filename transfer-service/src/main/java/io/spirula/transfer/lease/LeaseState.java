package io.spirula.transfer.lease;

/** Where a lease is in its life. */
enum LeaseState {
    REQUESTED,
    GRANTED,
    REFUSED,
    RELEASED
}

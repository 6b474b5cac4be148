package io.spirula.transfer.lease;

/** Where a lease is in its life. */
enum LeaseState {
    /** A restore was accepted that will ask for it. */
    ANNOUNCED,
    REQUESTED,
    GRANTED,
    REFUSED,
    RELEASED
}

package io.spirula.snapshot.creation;

/**
 * Somebody gave a run up.
 *
 * @param requestedBy who
 */
record Cancellation(String requestedBy) {}

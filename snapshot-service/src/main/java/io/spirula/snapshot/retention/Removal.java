package io.spirula.snapshot.retention;

import io.spirula.contracts.event.Reason;

/** A decision to remove one of our snapshots. */
record Removal(SourceSnapshot snapshot, Reason reason) {}

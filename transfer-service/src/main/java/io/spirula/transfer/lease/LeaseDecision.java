package io.spirula.transfer.lease;

import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.Reason;
import io.spirula.transfer.copy.TrackedCopy;
import java.util.Locale;
import java.util.Optional;

/** Decides on requests for leases from what is recorded. Pure. */
final class LeaseDecision {

    private LeaseDecision() {}

    /** What speaks against the lease; empty when nothing recorded does. */
    static Optional<Reason> objection(Lease lease, Optional<TrackedCopy> copy) {
        if (copy.isEmpty() || !copy.get().told().lineage().equals(lease.lineage())) {
            return Optional.of(new Reason("COPY_UNKNOWN", "there is no copy " + lease.copy() + " of this disk"));
        }
        TrackedCopy found = copy.get();
        if (found.state() == CopyState.QUARANTINED) {
            Reason why = found.told().reason();
            return Optional.of(new Reason(
                    "COPY_QUARANTINED",
                    "copy " + lease.copy() + " is not restored from: choose another point or target"
                            + (why == null ? "" : "; " + why.text())));
        }
        if (found.state() != CopyState.COMPLETE) {
            return Optional.of(new Reason(
                    "COPY_NOT_COMPLETE",
                    "copy " + lease.copy() + " is " + wireName(found.state()) + ": choose another point or target"));
        }
        if (found.removing()) {
            return Optional.of(new Reason(
                    "COPY_BEING_REMOVED",
                    "retention is removing copy " + lease.copy() + ": choose another point or target"));
        }
        return Optional.empty();
    }

    private static String wireName(CopyState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}

package io.spirula.transfer.move;

import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.ObjectMapDistrusted;
import io.spirula.contracts.event.Reason;
import io.spirula.mover.dirty.Trust.Code;
import java.time.Instant;

/** Trusts the object maps of a copy's source no more, and tells so once. */
final class MapDistrust {

    /** What the event says of a base that is not known any more; ids begin with 1. */
    static final long UNKNOWN_BASE = 0;

    private static final String ADVICE =
            ". Points of this image that were found fast may lack changes; the next one on each"
                    + " target has everything. See docs/object-maps.md";

    private final MoveTools tools;

    MapDistrust(MoveTools tools) {
        this.tools = tools;
    }

    /**
     * Needs a transaction.
     *
     * @param copy that was made, or was to be made, by the maps
     * @param base the source snapshot that it started from
     * @param why what speaks against them
     */
    void impose(Copy copy, long base, String why) {
        Instant now = tools.clock().instant();
        if (tools.maps().distrust(copy.source(), why, now)) {
            tools.outbox()
                    .append(new ObjectMapDistrusted(
                            copy.point(),
                            copy.run(),
                            copy.lineage(),
                            copy.source(),
                            copy.ref(),
                            copy.tenant(),
                            copy.target(),
                            base,
                            copy.sourceSnapshotId(),
                            new Reason(Code.MAPS_DISTRUSTED.name(), why + ADVICE),
                            now));
        }
    }
}

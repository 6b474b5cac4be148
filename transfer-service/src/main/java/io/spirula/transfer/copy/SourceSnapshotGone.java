package io.spirula.transfer.copy;

import io.spirula.contracts.ImageRef;
import io.spirula.contracts.event.Reason;

/** Why a copy cannot be made any more: what it would be made from is gone. */
public final class SourceSnapshotGone {

    public static final String CODE = "SOURCE_SNAPSHOT_GONE";

    private SourceSnapshotGone() {}

    public static Reason reason(ImageRef source, String snapshot, String how) {
        return new Reason(
                CODE,
                "snapshot " + snapshot + " of " + source + " is gone before it was copied (" + how
                        + "); the next run makes a new point");
    }
}

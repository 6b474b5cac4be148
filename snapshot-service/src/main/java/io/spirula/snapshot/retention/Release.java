package io.spirula.snapshot.retention;

import io.spirula.contracts.event.Reason;
import java.time.Instant;

/**
 * Everything that was asked for until then is to leave an image, needed or not. Both times are the database's, whichever
 * service took them.
 *
 * @param requestedAt inclusive
 */
public record Release(Instant requestedAt, Reason reason) {

    /** Whether it ends what was asked for at that time; a later backup is none of its business. */
    public boolean covers(Instant backupRequestedAt) {
        return !backupRequestedAt.isAfter(requestedAt);
    }
}

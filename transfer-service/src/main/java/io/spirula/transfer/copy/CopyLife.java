package io.spirula.transfer.copy;

import static io.spirula.contracts.event.CopyState.COMPLETE;
import static io.spirula.contracts.event.CopyState.EXPIRED;
import static io.spirula.contracts.event.CopyState.FAILED;
import static io.spirula.contracts.event.CopyState.LOST;
import static io.spirula.contracts.event.CopyState.QUARANTINED;
import static io.spirula.contracts.event.CopyState.TRANSFERRING;

import io.spirula.contracts.event.CopyState;
import java.util.Set;

/** The legal moves through the life of a copy. */
final class CopyLife {

    private CopyLife() {}

    static boolean legal(CopyState from, CopyState to) {
        return successors(from).contains(to);
    }

    static Set<CopyState> successors(CopyState from) {
        return switch (from) {
            case PENDING -> Set.of(TRANSFERRING, FAILED);
            case TRANSFERRING -> Set.of(COMPLETE, FAILED);
            case COMPLETE -> Set.of(EXPIRED, LOST, QUARANTINED);
            case QUARANTINED -> Set.of(EXPIRED, LOST);
            case FAILED, EXPIRED, LOST -> Set.of();
        };
    }
}

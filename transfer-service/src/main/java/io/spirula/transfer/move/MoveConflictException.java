package io.spirula.transfer.move;

import io.spirula.contracts.event.Reason;
import io.spirula.mover.plan.MovePlan;
import java.io.Serial;

/** A copy cannot be made as things are. */
final class MoveConflictException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final String code;
    private final boolean mayPass;

    private MoveConflictException(String code, String message, boolean mayPass) {
        super(message);
        this.code = code;
        this.mayPass = mayPass;
    }

    /** Trying again cannot help until somebody acts. */
    static MoveConflictException lasting(String code, String message) {
        return new MoveConflictException(code, message, false);
    }

    /** It may pass by itself before the deadline. */
    static MoveConflictException passing(String code, String message) {
        return new MoveConflictException(code, message, true);
    }

    static MoveConflictException of(MovePlan.Conflict conflict) {
        return switch (conflict.code()) {
            case REPLICA_IN_USE, REPLICA_MIRRORED -> passing(conflict.code().name(), conflict.why());
            case SOURCE_SNAPSHOT_GONE,
                    REPLICA_NOT_OURS,
                    REPLICA_EPOCH_DIFFERS,
                    REPLICA_SNAPSHOT_NAME_TAKEN,
                    TARGET_NAME_TAKEN -> lasting(conflict.code().name(), conflict.why());
        };
    }

    Reason reason() {
        String message = getMessage();
        return new Reason(code, message == null ? code : message);
    }

    boolean mayPass() {
        return mayPass;
    }
}

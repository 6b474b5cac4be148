package io.spirula.transfer.move;

import io.spirula.contracts.event.Reason;
import io.spirula.mover.MoveFailedException;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.guard.ClusterUnavailableException;
import io.spirula.transfer.cluster.MovesBusyException;
import io.spirula.transfer.cluster.UnknownClusterException;
import io.spirula.transfer.cluster.WrongClusterException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why an attempt did not make its copy, and what follows. Pure.
 *
 * @param reason for people
 * @param lasting whether trying again cannot help
 * @param turnedAway whether nothing was tried, since a cluster is left alone for now
 * @param notBefore when trying again is worth it, as far as the failure itself tells
 */
record Failure(
        Reason reason,
        boolean lasting,
        boolean turnedAway,
        @Nullable Duration notBefore) {

    private static final String INTERNAL = "INTERNAL";
    private static final int LONGEST_TEXT = 1000;
    private static final Duration AWAY = Duration.ofSeconds(5);

    /** Refusals of the mover that a new plan may well get around. */
    private static final Set<String> PLAN_ANEW = Set.of(
            MoveFailedException.SOURCE_BASE_GONE,
            MoveFailedException.TARGET_NOT_LOCKED,
            MoveFailedException.TARGET_NOT_EMPTY,
            MoveFailedException.TARGET_SIZE_DIFFERS,
            MoveFailedException.TARGET_HEAD_DIFFERS,
            MoveFailedException.SHORT_TRANSFER,
            MoveFailedException.CANCELLED);

    /** What nothing here knows is a fault of this program or its database: it may pass, and is told all the same. */
    static Failure of(Throwable failure) {
        if (failure instanceof MoveConflictException conflict) {
            return new Failure(conflict.reason(), !conflict.mayPass(), false, null);
        }
        if (failure instanceof MoveFailedException moving) {
            boolean again = moving.retryable() || PLAN_ANEW.contains(moving.code()) || moving.getCause() != null;
            return new Failure(reason(moving.code(), moving), !again, false, null);
        }
        if (failure instanceof RbdException rbd) {
            return new Failure(reason(rbd.code(), rbd), false, false, null);
        }
        if (failure instanceof ClusterUnavailableException away) {
            return new Failure(reason(away.code(), away), false, true, AWAY);
        }
        if (failure instanceof MovesBusyException busy) {
            return new Failure(reason("CLUSTER_BUSY", busy), false, true, Duration.ZERO);
        }
        if (failure instanceof UnknownClusterException unknown) {
            return new Failure(reason("CLUSTER_UNKNOWN", unknown), false, false, null);
        }
        if (failure instanceof WrongClusterException wrong) {
            return new Failure(reason("CLUSTER_DIFFERS", wrong), false, false, null);
        }
        return new Failure(internal(failure), false, false, null);
    }

    /** Whether the copy is given up. */
    boolean isFinal(Instant now, Instant deadline) {
        return lasting || !now.isBefore(deadline);
    }

    /** How long to wait after so many failures in a row before this one. */
    Duration wait(int failuresBefore, Duration first, Duration last) {
        if (notBefore != null) {
            return notBefore;
        }
        long factor = 1L << Math.min(failuresBefore, 30);
        Duration doubled = first.multipliedBy(factor);
        return doubled.compareTo(last) < 0 ? doubled : last;
    }

    /** Whether it is none of the failures that are to be expected, so that its origin is worth logging. */
    boolean isInternal() {
        return reason.code().equals(INTERNAL);
    }

    private static Reason internal(Throwable failure) {
        String message = failure.getMessage();
        String what = failure.getClass().getSimpleName() + (message == null ? "" : ": " + message);
        return new Reason(
                INTERNAL,
                "transfer-service failed in a way it does not know, see its log: "
                        + what.substring(0, Math.min(what.length(), LONGEST_TEXT)));
    }

    private static Reason reason(String code, RuntimeException failure) {
        String message = failure.getMessage();
        return new Reason(code, message == null ? code : message);
    }
}

package io.spirula.mover.move;

import io.spirula.mover.MoveFailedException;
import io.spirula.rbd.DiffRequest;
import io.spirula.rbd.RbdImage;

/** What must be true of a target's HEAD before anything is written to it. */
final class TargetHead {

    private TargetHead() {}

    /** A full leaves out zero blocks, so it needs a target that has nothing. */
    static void requireEmpty(RbdImage target) {
        long size = target.size();
        requireNoSnapshot(target);
        if (size > 0) {
            target.diff(DiffRequest.fromBeginning(0, size), (offset, length, exists) -> {
                throw notEmpty(target, "has data at offset " + offset);
            });
        }
    }

    /** One that is gone on with holds no point either. */
    static void requireNoSnapshot(RbdImage target) {
        if (!target.snapshots().list().isEmpty()) {
            throw notEmpty(target, "has snapshots");
        }
    }

    private static MoveFailedException notEmpty(RbdImage target, String what) {
        return MoveFailedException.refused(
                MoveFailedException.TARGET_NOT_EMPTY,
                "image " + target.id() + " is to take a full but " + what + ": use a new image");
    }

    static void resize(RbdImage target, long size) {
        if (target.size() != size) {
            target.resize(size);
        }
        requireSize(target, size);
    }

    static void requireSize(RbdImage target, long size) {
        if (target.size() != size) {
            throw MoveFailedException.refused(
                    MoveFailedException.TARGET_SIZE_DIFFERS,
                    "image " + target.id() + " has " + target.size() + " bytes where it must have " + size);
        }
    }
}

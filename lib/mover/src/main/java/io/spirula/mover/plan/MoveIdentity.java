package io.spirula.mover.plan;

import io.spirula.contracts.ImageId;
import io.spirula.mover.Base;
import io.spirula.mover.replica.ReplicaIdentity;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What makes two attempts the same move, so that one may go on where the other ended.
 *
 * @param replica whose copy it makes, of which epoch
 * @param image that is written to
 * @param end the source's snapshot that is moved
 * @param base what the difference is from; null for a full
 * @param size of the end in bytes
 * @param format of what is kept of it: {@link #FORMAT}
 */
public record MoveIdentity(
        ReplicaIdentity replica,
        ImageId image,
        long end,
        @Nullable Base base,
        long size,
        int format) {

    /** Of the records of chunks, and of how chunks are cut. Another one is not gone on with. */
    public static final int FORMAT = 2;

    public MoveIdentity {
        Objects.requireNonNull(replica, "replica");
        Objects.requireNonNull(image, "image");
    }

    /** In what it is another move than one; empty if it is the same. */
    public Optional<String> differenceFrom(MoveIdentity other) {
        if (!replica.equals(other.replica)) {
            return told("replica", replica, other.replica);
        }
        if (!image.equals(other.image)) {
            return told("image", image, other.image);
        }
        if (end != other.end) {
            return told("end", end, other.end);
        }
        if (!Objects.equals(base, other.base)) {
            return told("base", base, other.base);
        }
        if (size != other.size) {
            return told("size", size, other.size);
        }
        return format == other.format ? Optional.empty() : told("format", format, other.format);
    }

    private static Optional<String> told(String what, @Nullable Object one, @Nullable Object other) {
        return Optional.of("its " + what + " was " + one + " and is " + other + " now");
    }
}

package io.spirula.contracts.event;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.TargetRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a move is. May be lost.
 *
 * @param copy the copy
 * @param run the run
 * @param lineage the protected disk
 * @param ref what people call the source image
 * @param target where it goes
 * @param phase diff, move or verify
 * @param bytesDone bytes of the phase done
 * @param bytesTotal bytes of the phase altogether; null while that is not known
 * @param bytesKnown bytes found for the phase up to now, at least {@code bytesDone}; null when that was not told
 * @param bytesPerSecond done lately; null while that is not known
 * @param secondsLeft of the phase, at the rate of late; null when nothing can be said, as while the total is not known
 * @param at when
 */
public record TransferProgressed(
        CopyId copy,
        RunId run,
        LineageId lineage,
        ImageRef ref,
        TargetRef target,
        String phase,
        long bytesDone,
        @Nullable Long bytesTotal,
        @Nullable Long bytesKnown,
        @Nullable Long bytesPerSecond,
        @Nullable Long secondsLeft,
        Instant at)
        implements Event {

    @Override
    public String key() {
        return lineage.toString();
    }

    @Override
    public String businessKey() {
        return copy + "#" + at;
    }

    @Override
    public ImageRef subject() {
        return ref;
    }

    @Override
    public LineageId lineageOrNull() {
        return lineage;
    }

    @Override
    public RunId runOrNull() {
        return run;
    }
}

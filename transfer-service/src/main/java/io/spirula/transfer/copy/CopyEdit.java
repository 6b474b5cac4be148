package io.spirula.transfer.copy;

import io.spirula.contracts.PointId;
import io.spirula.contracts.event.Assurance;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyDiff;
import io.spirula.contracts.event.CopyMode;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.ReplicaPoint;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Changes the parts of a copy that change in its life. */
final class CopyEdit {

    private final Copy origin;
    private CopyState state;
    private @Nullable Assurance assurance;
    private @Nullable CopyMode mode;
    private @Nullable PointId base;
    private @Nullable CopyDiff diff;
    private @Nullable Reason diffReason;
    private @Nullable Long bytesChanged;
    private @Nullable Long bytesMoved;
    private @Nullable ReplicaPoint replica;
    private @Nullable Reason reason;
    private @Nullable Instant startedAt;
    private @Nullable Instant endedAt;
    private long version;
    private @Nullable Instant comparedAt;
    private @Nullable String digest;

    private CopyEdit(Copy origin) {
        this.origin = origin;
        this.state = origin.state();
        this.assurance = origin.assurance();
        this.mode = origin.mode();
        this.base = origin.base();
        this.diff = origin.diff();
        this.diffReason = origin.diffReason();
        this.bytesChanged = origin.bytesChanged();
        this.bytesMoved = origin.bytesMoved();
        this.replica = origin.replica();
        this.reason = origin.reason();
        this.startedAt = origin.startedAt();
        this.endedAt = origin.endedAt();
        this.version = origin.version();
        this.comparedAt = origin.comparedAt();
        this.digest = origin.digest();
    }

    static CopyEdit of(Copy origin) {
        return new CopyEdit(origin);
    }

    CopyEdit state(CopyState next) {
        state = next;
        return this;
    }

    CopyEdit assurance(Assurance next) {
        assurance = next;
        return this;
    }

    CopyEdit mode(CopyMode next) {
        mode = next;
        return this;
    }

    CopyEdit base(@Nullable PointId next) {
        base = next;
        return this;
    }

    CopyEdit diff(@Nullable CopyDiff next, @Nullable Reason why) {
        diff = next;
        diffReason = why;
        return this;
    }

    CopyEdit bytesChanged(long next) {
        bytesChanged = next;
        return this;
    }

    CopyEdit bytesMoved(long next) {
        bytesMoved = next;
        return this;
    }

    CopyEdit replica(ReplicaPoint next) {
        replica = next;
        return this;
    }

    CopyEdit reason(@Nullable Reason next) {
        reason = next;
        return this;
    }

    CopyEdit startedAt(Instant next) {
        startedAt = next;
        return this;
    }

    CopyEdit endedAt(Instant next) {
        endedAt = next;
        return this;
    }

    CopyEdit version(long next) {
        version = next;
        return this;
    }

    CopyEdit comparedAt(Instant next) {
        comparedAt = next;
        return this;
    }

    CopyEdit digest(@Nullable String next) {
        digest = next;
        return this;
    }

    Copy build() {
        return new Copy(
                origin.id(),
                origin.point(),
                origin.run(),
                origin.lineage(),
                origin.source(),
                origin.ref(),
                origin.tenant(),
                origin.policy(),
                origin.sourceSnapshotId(),
                origin.snapshot(),
                origin.pointTime(),
                origin.size(),
                origin.consistency(),
                origin.target(),
                state,
                assurance,
                mode,
                base,
                diff,
                diffReason,
                bytesChanged,
                bytesMoved,
                replica,
                reason,
                origin.requestedAt(),
                startedAt,
                endedAt,
                version,
                comparedAt,
                digest);
    }
}

package io.spirula.transfer.move;

import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.Reason;
import io.spirula.mover.digest.PointDigest;
import io.spirula.mover.replica.PointRecord;
import io.spirula.mover.replica.ReplicaMetadata;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.transfer.audit.AuditPlan;
import io.spirula.transfer.audit.ComparedDigests;
import io.spirula.transfer.copy.TrackedCopy;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sums up what a copy holds while it is compared with its source. When all of it was, that is its digest, whatever was
 * recorded: the replica is told first, for it may outlast the records.
 */
final class DigestSettlement {

    static final String CORRECTED = "DIGEST_CORRECTED";

    private static final Logger LOG = LoggerFactory.getLogger(DigestSettlement.class);

    private final MoveTools tools;
    private final ComparedDigests compared;
    private final AuditSides sides;
    private final TrackedCopy copy;

    DigestSettlement(MoveTools tools, ComparedDigests compared, AuditSides sides, TrackedCopy copy) {
        this.tools = tools;
        this.compared = compared;
        this.sides = sides;
        this.copy = copy;
    }

    /**
     * @param held by both sides in a part that is equal
     * @return what is to be recorded, in the transaction that records the part
     */
    Runnable after(AuditPlan.Slice part, PointDigest held) {
        Optional<PointDigest> below = compared.below(copy.id(), part.from()).map(before -> before.plus(held));
        if (below.isEmpty()) {
            return () -> {};
        }
        PointDigest sum = below.get();
        if (part.to() < copy.told().size()) {
            return () -> compared.reached(copy.id(), part.to(), sum);
        }
        return settle(sum.toString());
    }

    private Runnable settle(String digest) {
        String recorded = copy.told().digest();
        if (digest.equals(recorded)) {
            return () -> compared.whole(copy.id());
        }
        String untold = tell(digest);
        Reason why = recorded == null ? null : corrected(recorded, digest, untold);
        if (why == null) {
            LOG.info("copy={} has the digest {}, as all of it was compared{}", copy.id(), digest, untold);
        } else {
            LOG.warn("copy={} code={} {}", copy.id(), why.code(), why.text());
        }
        return () -> {
            compared.whole(copy.id());
            tools.transitions()
                    .apply(copy.id(), now -> now.state() == CopyState.COMPLETE ? now.digested(digest, why) : now);
        };
    }

    private static Reason corrected(String recorded, String digest, String untold) {
        return new Reason(
                CORRECTED,
                "the copy is what its source was, byte by byte, but had the digest " + recorded
                        + ": an older copy of the"
                        + " replica was damaged where this one was written anew, or the record was. It has " + digest
                        + " now" + untold);
    }

    /** What there is to add for people when the replica could not be told; empty otherwise. */
    private String tell(String digest) {
        Copy told = copy.told();
        try (RbdImage head = sides.openHead()) {
            PointRecord record = ReplicaMetadata.read(head.metadata()).points().get(told.snapshot());
            if (record == null || !record.point().equals(told.point())) {
                return "; the replica itself has no record of this point that could be corrected";
            }
            ReplicaMetadata.writePoint(head.metadata(), record.withDigest(digest));
            if (head.snapshots().find(told.snapshot()).isEmpty()) {
                // pruned meanwhile: all keys of a snapshot go with it
                ReplicaMetadata.removePoint(head.metadata(), told.snapshot());
            }
            return "";
        } catch (RbdException e) {
            return "; the replica itself could not be told, so whoever adopts it without these records does not know: "
                    + e.getMessage();
        }
    }
}

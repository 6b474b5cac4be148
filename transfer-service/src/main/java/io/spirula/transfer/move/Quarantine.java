package io.spirula.transfer.move;

import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyDiff;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.ReplicaPoint;
import io.spirula.messaging.work.WorkTurn;
import io.spirula.mover.compare.Comparison;
import io.spirula.mover.replica.ReplicaMetadata;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.retention.Hold;
import io.spirula.transfer.audit.Round;
import io.spirula.transfer.copy.TrackedCopy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a copy that differs from its source, and those that have the differing bytes in common with it, out of use: the
 * replica says so first, for it may outlast the records; then records and events.
 */
final class Quarantine {

    static final String DIFFERS = "COPY_DIFFERS";
    static final String SHARES = "COPY_SHARES_DIFFERENCE";

    private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);

    private final WorkTurn turn;
    private final MoveTools tools;

    Quarantine(WorkTurn turn, MoveTools tools) {
        this.turn = turn;
        this.tools = tools;
    }

    /**
     * @param round is told in the same transaction
     * @return how many copies were taken out of use
     */
    int impose(AuditSides sides, TrackedCopy copy, Comparison found, Round round) {
        Map<TrackedCopy, Reason> reasons = new LinkedHashMap<>();
        reasons.put(copy, differs(copy, found));
        if (found instanceof Comparison.BytesDiffer bytes) {
            others(copy).stream()
                    .filter(other -> sides.sharesWith(other, bytes.places()))
                    .forEach(other -> reasons.put(other, shares(copy, bytes)));
        }
        String unmarked = mark(sides, reasons);
        turn.runInTransaction(() -> {
            Map<?, List<Hold>> holds = tools.leases().holds(copy.told().lineage());
            reasons.forEach((each, why) -> {
                String uses = holds.getOrDefault(each.id(), List.of()).stream()
                        .map(Hold::holder)
                        .collect(Collectors.joining(", "));
                String text = why.text() + (uses.isEmpty() ? "" : "; it is in use by " + uses) + unmarked;
                LOG.error("copy={} code={} {}", each.id(), why.code(), text);
                tools.transitions()
                        .apply(
                                each.id(),
                                now -> now.state() == CopyState.COMPLETE
                                        ? now.quarantined(new Reason(why.code(), text))
                                        : now);
                distrustMaps(each, why);
            });
            tools.transitions().releaseBases(copy.route(), tools.abandons(copy.route()));
            tools.routes().requestTidy(copy.route());
            round.differs(copy, reasons.size(), Objects.requireNonNull(reasons.get(copy)));
        });
        return reasons.size();
    }

    /** Whatever it was that harmed a copy which was found by object maps: that they lacked a change cannot be excluded. */
    private void distrustMaps(TrackedCopy copy, Reason why) {
        Copy told = copy.told();
        // what was imposed once has every target copied anew: another old copy that it concerns is no news
        if (told.diff() == CopyDiff.FAST && tools.maps().distrust(told.source()).isEmpty()) {
            long base = tools.copies().ofRoute(copy.route()).stream()
                    .map(TrackedCopy::told)
                    .filter(other -> other.point().equals(told.base()))
                    .map(Copy::sourceSnapshotId)
                    .findFirst()
                    .orElse(MapDistrust.UNKNOWN_BASE);
            new MapDistrust(tools).impose(told, base, "a copy that was found by object maps is wrong: " + why.text());
        }
    }

    private List<TrackedCopy> others(TrackedCopy copy) {
        return tools.copies().ofRoute(copy.route()).stream()
                .filter(other -> other.state() == CopyState.COMPLETE)
                .filter(other -> Objects.equals(other.replica(), copy.replica()))
                .filter(other -> !other.id().equals(copy.id()))
                .toList();
    }

    /** What there is to add for people when the replica could not be told; empty otherwise. */
    private static String mark(AuditSides sides, Map<TrackedCopy, Reason> reasons) {
        try (RbdImage head = sides.openHead()) {
            reasons.forEach((copy, why) ->
                    ReplicaMetadata.markQuarantined(head.metadata(), copy.told().snapshot(), why.code()));
            return "";
        } catch (RbdException e) {
            return "; the replica itself could not be marked, so whoever adopts it without these records does not know: "
                    + e.getMessage();
        }
    }

    private static Reason differs(TrackedCopy copy, Comparison found) {
        String target = copy.told().target().cluster();
        return new Reason(
                DIFFERS,
                "replica " + place(copy).ref() + " at snapshot " + copy.told().snapshot() + " differs from its source: "
                        + found.evidence() + " (source, copy); nothing is restored from it any more, and the next run"
                        + " makes a new copy: spirula backup "
                        + copy.told().ref().text()
                        + ". Find out what changed it: ceph health detail and scrub errors of cluster " + target
                        + ", and who may write to its pool");
    }

    private static Reason shares(TrackedCopy copy, Comparison.BytesDiffer found) {
        return new Reason(
                SHARES,
                "it has bytes in common with copy " + copy.told().snapshot() + " that differ from the source there, the"
                        + " first at offset " + found.offset()
                        + "; its own source snapshot is gone, so nobody can tell whether they are right: nothing is"
                        + " restored from it any more");
    }

    private static ReplicaPoint place(TrackedCopy copy) {
        return Objects.requireNonNull(copy.told().replica(), "replica of a complete copy");
    }
}

package io.spirula.snapshot.retention;

import io.spirula.contracts.LineageId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.event.BackupMember;
import io.spirula.contracts.event.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** Takes in the snapshots that were made: from then on they are ours to keep and to remove. */
@Service
public class SnapshotRegister {

    private final SourceSnapshots snapshots;
    private final SnapshotLeases leases;
    private final RetentionDue due;

    SnapshotRegister(SourceSnapshots snapshots, SnapshotLeases leases, RetentionDue due) {
        this.snapshots = snapshots;
        this.leases = leases;
        this.due = due;
    }

    /**
     * In the transaction that tells of the snapshot, or that reads what was told of it. One that is known stays as it is.
     *
     * @param targets each gets a lease; none for a snapshot that nobody will copy
     */
    public void add(SourceSnapshot snapshot, List<TargetRef> targets) {
        if (snapshots.insert(snapshot)) {
            targets.forEach(target -> leases.begin(snapshot.image(), snapshot.snapshotId(), target));
            due.mark(snapshot.lineage());
        }
    }

    /** The snapshot that a run made of an image, whatever became of it. */
    public Optional<SourceSnapshot> recorded(BackupMember member, RunId run) {
        return snapshots.find(member.image(), member.point(), run);
    }

    /** Corrects when a run's snapshots were asked for, which what was told of them does not say. */
    public void askedFor(RunId run, Instant at) {
        snapshots.askedFor(run, at).forEach(due::mark);
    }

    /** In the transaction that stores that a run of this disk was cancelled: no rule keeps what it made by now. */
    public void runCancelled(LineageId lineage) {
        due.mark(lineage);
    }

    /** A snapshot that an ended run left behind: it is removed, whatever the rules say. One that is known stays as it is. */
    public void discard(SourceSnapshot snapshot, Reason reason) {
        if (snapshots.insert(snapshot)) {
            snapshots.startRemoval(snapshot, reason);
            due.mark(snapshot.lineage());
        }
    }
}

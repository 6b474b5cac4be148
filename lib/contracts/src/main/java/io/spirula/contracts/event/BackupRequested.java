package io.spirula.contracts.event;

import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.TargetRef;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Make one point of each member, at one moment.
 *
 * @param run the run
 * @param policy the policy that asks
 * @param policyRevision its revision then
 * @param tenant whose it is
 * @param group the consistency group; null for a single image
 * @param members the images; never empty
 * @param targets where copies go; never empty
 * @param settings how the copies are made
 * @param requestedAt when
 * @param deadline a run that is not complete by then has failed
 */
public record BackupRequested(
        RunId run,
        String policy,
        long policyRevision,
        String tenant,
        @Nullable String group,
        List<BackupMember> members,
        List<TargetRef> targets,
        MoveSettings settings,
        Instant requestedAt,
        Instant deadline)
        implements Event {

    public BackupRequested {
        members = List.copyOf(members);
        targets = List.copyOf(targets);
        if (members.isEmpty() || targets.isEmpty()) {
            throw new IllegalArgumentException("A backup needs at least one member and one target: run " + run);
        }
    }

    @Override
    public String key() {
        return members.get(0).lineage().toString();
    }

    @Override
    public String businessKey() {
        return run.toString();
    }

    @Override
    public ImageRef subject() {
        return members.get(0).ref();
    }

    @Override
    public LineageId lineageOrNull() {
        return members.get(0).lineage();
    }

    @Override
    public RunId runOrNull() {
        return run;
    }
}

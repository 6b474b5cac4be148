package io.spirula.snapshot.retention;

import io.spirula.contracts.LineageId;
import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.event.Reason;
import io.spirula.messaging.query.QueryResponder;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** {@code source-snapshots}: what we hold on the source, who needs it, and what hinders its removal. */
@Component
class SourceSnapshotsQuestion implements QueryResponder {

    /**
     * @param lineage null for all
     */
    record Arguments(@Nullable LineageId lineage) {}

    /**
     * One snapshot of ours.
     *
     * @param image the identity of its image
     * @param ref what people called that when the snapshot was made
     * @param state {@code held} or {@code removing}
     * @param reason why it goes
     * @param obstacle why it is still there although it is to go
     * @param neededBy names of the targets that have not let it go
     */
    record Held(
            LineageId lineage,
            String image,
            String ref,
            long snapshotId,
            String snapshot,
            String policy,
            Instant createdAt,
            String state,
            @Nullable Reason reason,
            @Nullable String obstacle,
            List<String> neededBy) {}

    private final SourceSnapshots snapshots;
    private final SnapshotLeases leases;
    private final EventJson json;

    SourceSnapshotsQuestion(SourceSnapshots snapshots, SnapshotLeases leases, EventJson json) {
        this.snapshots = snapshots;
        this.leases = leases;
        this.json = json;
    }

    @Override
    public String question() {
        return "source-snapshots";
    }

    @Override
    public JsonNode answer(JsonNode arguments) {
        LineageId lineage = json.fromTree(arguments, Arguments.class).lineage();
        return json.tree((lineage == null ? snapshots.present() : snapshots.present(lineage))
                .stream().map(this::describe).toList());
    }

    private Held describe(SourceSnapshot snapshot) {
        return new Held(
                snapshot.lineage(),
                snapshot.image().text(),
                snapshot.ref().text(),
                snapshot.snapshotId(),
                snapshot.snapshot(),
                snapshot.policy(),
                snapshot.createdAt(),
                snapshot.state().stored(),
                snapshot.reason(),
                snapshot.obstacle(),
                leases.active(snapshot.image()).stream()
                        .filter(lease -> lease.snapshotId() == snapshot.snapshotId())
                        .map(Lease::targetName)
                        .toList());
    }
}

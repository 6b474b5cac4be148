package io.spirula.restore.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LeaseId;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.RestoreId;
import io.spirula.contracts.event.LeaseGranted;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.ReplicaPoint;
import io.spirula.contracts.event.RestoreRequested;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptanceTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final CopyId COPY = new CopyId(new UUID(0, 1));
    private static final ReplicaPoint REPLICA =
            new ReplicaPoint(new ImageId("b", 1, "", "10ab"), new ImageRef("site-b", "rbd", "", "vm-1"), 1, 7);

    private static RestoreRequested request(String cluster, String name, boolean instant) {
        return new RestoreRequested(
                new RestoreId(new UUID(0, 2)),
                new LineageId(new UUID(0, 3)),
                new PointId(new UUID(0, 4)),
                COPY,
                new ImageRef("site-a", "rbd", "", "vm-1"),
                REPLICA,
                "spirula-x",
                4096,
                new ImageRef(cluster, "rbd", "", name),
                instant,
                "acme",
                "ann",
                NOON,
                NOON.plus(Duration.ofMinutes(1)));
    }

    private static LeaseGranted grant(ReplicaPoint replica, long size) {
        return new LeaseGranted(
                new LeaseId(new UUID(0, 5)),
                new LineageId(new UUID(0, 3)),
                COPY,
                replica,
                "spirula-x",
                size,
                NOON,
                null);
    }

    private static String refusal(RestoreRequested request, LeaseGranted grant, Instant now) {
        return new Acceptance(request, grant, Set.of("site-a", "site-b"))
                .refusal(now)
                .map(Reason::code)
                .orElse(null);
    }

    @Test
    void aRestoreMayGoToAnyConfiguredCluster() {
        assertThat(refusal(request("site-a", "restored", false), null, NOON)).isNull();
        assertThat(refusal(request("site-b", "restored", true), null, NOON)).isNull();
        assertThat(refusal(request("site-c", "restored", false), null, NOON)).isEqualTo("CLUSTER_UNKNOWN");
    }

    @Test
    void aCloneCannotLeaveTheReplicasCluster() {
        assertThat(refusal(request("site-a", "restored", true), null, NOON)).isEqualTo("INSTANT_NEEDS_REPLICA_CLUSTER");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "a@b", "a\nb"})
    void aNameThatNoToolCanAddressIsRefused(String name) {
        assertThat(refusal(request("site-a", name, false), null, NOON)).isEqualTo("DESTINATION_NAME_INVALID");
    }

    @Test
    void theLeaseMustNameTheVeryCopyThatWasAskedFor() {
        RestoreRequested request = request("site-a", "restored", false);
        ReplicaPoint other = new ReplicaPoint(REPLICA.image(), REPLICA.ref(), 1, 8);
        ReplicaPoint renamed =
                new ReplicaPoint(REPLICA.image(), new ImageRef("site-b", "rbd", "", "vm-1.spirula-1"), 1, 7);
        assertThat(refusal(request, grant(REPLICA, 4096), NOON)).isNull();
        assertThat(refusal(request, grant(renamed, 4096), NOON)).isNull();
        assertThat(refusal(request, grant(other, 4096), NOON)).isEqualTo("GRANT_DIFFERS");
        assertThat(refusal(request, grant(REPLICA, 8192), NOON)).isEqualTo("GRANT_DIFFERS");
    }

    @Test
    void nothingBeginsAfterTheDeadline() {
        assertThat(refusal(request("site-a", "restored", false), grant(REPLICA, 4096), NOON.plusSeconds(60)))
                .isEqualTo("DEADLINE");
    }
}

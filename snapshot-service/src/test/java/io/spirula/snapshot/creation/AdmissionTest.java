package io.spirula.snapshot.creation;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.event.BackupMember;
import io.spirula.contracts.event.BackupRequested;
import io.spirula.contracts.event.Reason;
import io.spirula.snapshot.Requests;
import io.spirula.snapshot.retention.Release;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final BackupRequested REQUEST = Requests.backup(Requests.image("10ab"), NOON);
    private static final BackupMember MEMBER = REQUEST.members().get(0);

    private static String refusal(BackupRequested request, Cancellation cancellation, Instant release, Instant now) {
        Map<BackupMember, Release> releases =
                release == null ? Map.of() : Map.of(MEMBER, new Release(release, new Reason("RELEASED", "asked for")));
        return new Admission(request, cancellation, releases)
                .refusal(now)
                .map(Reason::code)
                .orElse(null);
    }

    @Test
    void aBackupInTimeIsMade() {
        assertThat(refusal(REQUEST, null, null, NOON)).isNull();
    }

    @Test
    void nothingIsMadeAfterTheDeadline() {
        assertThat(refusal(REQUEST, null, null, REQUEST.deadline().minusMillis(1)))
                .isNull();
        assertThat(refusal(REQUEST, null, null, REQUEST.deadline())).isEqualTo("DEADLINE");
    }

    @Test
    void aCancelledRunIsNotMade() {
        assertThat(refusal(REQUEST, new Cancellation("ann"), null, NOON)).isEqualTo("CANCELLED");
    }

    @Test
    void aReleaseRefusesWhatWasAskedForBeforeItAndNothingLater() {
        assertThat(refusal(REQUEST, null, NOON, NOON.plusSeconds(1))).isEqualTo("IMAGE_RELEASED");
        assertThat(refusal(REQUEST, null, NOON.minusMillis(1), NOON)).isNull();
    }

    @Test
    void aGroupAcrossClustersIsRefused() {
        BackupRequested group =
                Requests.backup(NOON, Requests.image("10ab"), new ImageId("another-cluster", 2, "", "10ac"));
        assertThat(refusal(group, null, null, NOON)).isEqualTo("GROUP_SPANS_CLUSTERS");
    }
}

package io.spirula.scheduler.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.event.Service;
import io.spirula.contracts.query.DoctorAnswer.Finding;
import io.spirula.contracts.query.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DoctorViewTest {

    private static final Instant NOW = Instant.parse("2026-11-29T01:00:00Z");
    private static final Finding WELL = Finding.ok("health", "site-a", "HEALTH_OK");
    private static final Finding FULL = Finding.warning("health", "site-b", "OSD_NEARFULL", "nearly full", null);
    private static final Finding LACKS = Finding.failed("capability", "site-b", "CAPABILITY_MISSING", "lacks", "ceph");

    @Test
    void whatSeveralServicesSeeAlikeIsToldOnceAndTheWorstFirst() {
        DoctorView view = DoctorView.of(
                NOW, Map.of(Service.SNAPSHOT, List.of(WELL, FULL), Service.TRANSFER, List.of(WELL, LACKS, FULL)));

        assertThat(view.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(view.findings())
                .containsExactly(
                        DoctorView.FindingView.of(List.of(Service.TRANSFER), LACKS),
                        DoctorView.FindingView.of(List.of(Service.SNAPSHOT, Service.TRANSFER), FULL),
                        DoctorView.FindingView.of(List.of(Service.SNAPSHOT, Service.TRANSFER), WELL));
    }

    @Test
    void aWarningIsNoFailure() {
        assertThat(DoctorView.of(NOW, Map.of(Service.SNAPSHOT, List.of(WELL, FULL)))
                        .verdict())
                .isEqualTo(Verdict.WARNING);
    }
}

package io.spirula.messaging.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.event.Service;
import io.spirula.contracts.query.DoctorAnswer.Finding;
import io.spirula.contracts.query.DoctorQuestion;
import io.spirula.messaging.examination.Examination;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class DoctorTest {

    private final CountDownLatch never = new CountDownLatch(1);

    @Test
    void whatHangsOrFailsIsNamedAndTheRestIsToldInTime() {
        try (Doctor doctor = new Doctor(
                Service.TRANSFER,
                List.of(question -> List.of(
                        new Examination("cluster", "site-a", "ceph -s", this::hang),
                        new Examination("cluster", "site-b", "ceph -s", () -> {
                            throw new IllegalStateException("a bug");
                        }),
                        new Examination(
                                "librbd",
                                "librbd1",
                                "dpkg -s",
                                () -> List.of(Finding.ok("librbd", "librbd1", "new"))))),
                Duration.ofMillis(300))) {
            long start = System.nanoTime();

            List<Finding> findings = doctor.answer(DoctorQuestion.NO_PLACES).findings();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
            assertThat(findings)
                    .extracting(Finding::object, Finding::code, Finding::mend)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("site-a", "CHECK_TIMED_OUT", "ceph -s"),
                            org.assertj.core.groups.Tuple.tuple(
                                    "site-b",
                                    "CHECK_FAILED",
                                    "docker compose logs transfer-service | grep CHECK_FAILED   # or its log, wherever it runs"),
                            org.assertj.core.groups.Tuple.tuple("librbd1", "OK", null));
        } finally {
            never.countDown();
        }
    }

    @Test
    void aSelfCheckForgetsWhatIsWellAgain() {
        Finding broken = Finding.failed("cluster", "site-a", "CAPABILITY_MISSING", "lacks it", "ceph auth caps");
        Finding[] now = {broken};
        try (Doctor doctor = new Doctor(
                Service.TRANSFER,
                List.of(question -> List.of(new Examination("cluster", "site-a", "ceph -s", () -> List.of(now[0])))),
                Duration.ofSeconds(20))) {
            SelfCheck check = new SelfCheck(doctor, Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1));

            check.look();
            assertThat(check.failed()).containsExactly(broken);
            assertThat(new SelfCheckHealth(check).health().getDetails())
                    .containsExactly(java.util.Map.entry("CAPABILITY_MISSING site-a", "lacks it"));
            now[0] = Finding.ok("cluster", "site-a", "answers");
            check.look();

            assertThat(check.failed()).isEmpty();
            assertThat(new SelfCheckHealth(check).health().getStatus().getCode())
                    .isEqualTo("UP");
        }
    }

    private List<Finding> hang() {
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return List.of();
    }
}

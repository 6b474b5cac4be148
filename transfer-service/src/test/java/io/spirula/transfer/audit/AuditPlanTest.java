package io.spirula.transfer.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditPlanTest {

    private static final long GIB = 1L << 30;
    private static final Instant BEGAN = Instant.parse("2026-03-01T00:00:00Z");
    private static final Duration PERIOD = Duration.ofDays(10);

    /** Of a period of 10 days a round takes 8. */
    @ParameterizedTest(name = "{0} GiB, reached {1}, after {2} h")
    @CsvSource({
        // an image of less than a stride is compared at the end of the round
        "0.5, 0,  0,   later 192",
        "0.5, 0,  191, later 192",
        "0.5, 0,  192, slice 0 0.5",
        // one of 8 strides: one a day
        "8, 0, 0,   later 24",
        "8, 0, 24,  slice 0 1",
        "8, 1, 24,  later 48",
        "8, 1, 47,  later 48",
        "8, 7, 191, later 192",
        "8, 7, 192, slice 7 8",
        // it was away for some days, or for longer than the period
        "8, 1, 97,  slice 1 4",
        "8, 0, 999, slice 0 4",
        "8, 4, 999, slice 4 8",
        // nothing to read: the sizes are compared all the same
        "0, 0, 191, later 192",
        "0, 0, 192, slice 0 0",
        // it shrank below what was reached, or grew
        "2, 5, 191, later 192",
        "2, 5, 192, slice 2 2",
        "16, 4, 96, slice 4 8",
        // a stride that was begun is ended first
        "8, 1.5, 30, later 48",
        "8, 1.5, 48, slice 1.5 2",
    })
    void aRoundIsSpreadOverItsPeriodAndWhatIsLateIsDueAtOnce(double size, double reached, long hours, String wanted) {
        AuditPlan plan =
                AuditPlan.of(bytes(size), bytes(reached), BEGAN, PERIOD, BEGAN.plus(Duration.ofHours(hours)), 4 * GIB);

        String[] words = wanted.split(" ");
        assertThat(plan)
                .isEqualTo(
                        words[0].equals("later")
                                ? new AuditPlan.Later(BEGAN.plus(Duration.ofHours(Long.parseLong(words[1]))))
                                : new AuditPlan.Slice(
                                        bytes(Double.parseDouble(words[1])), bytes(Double.parseDouble(words[2]))));
    }

    @Test
    void whatIsWantedAtOnceIsDueWheneverItIsAsked() {
        assertThat(AuditPlan.atOnce(8 * GIB, 0, 3 * GIB)).isEqualTo(new AuditPlan.Slice(0, 3 * GIB));
        assertThat(AuditPlan.atOnce(8 * GIB, 6 * GIB, 3 * GIB)).isEqualTo(new AuditPlan.Slice(6 * GIB, 8 * GIB));
        assertThat(AuditPlan.atOnce(8 * GIB, 9 * GIB, 3 * GIB)).isEqualTo(new AuditPlan.Slice(8 * GIB, 8 * GIB));
        assertThat(AuditPlan.atOnce(0, 0, 1)).isEqualTo(new AuditPlan.Slice(0, 0));
    }

    @ParameterizedTest
    @CsvSource({"1", "1073741824", "1073741825", "109951162777600", "17592186044416", "1152921504606846976"})
    void whateverTheSizeARoundComesToItsEndInTimeInAtMostSoManyVisits(long size) {
        for (Duration period : new Duration[] {Duration.ofDays(1), Duration.ofDays(365)}) {
            Instant now = BEGAN;
            long reached = 0;
            long visits = 0;
            while (reached < size) {
                AuditPlan plan = AuditPlan.of(size, reached, BEGAN, period, now, Long.MAX_VALUE / 2);
                if (plan instanceof AuditPlan.Later later) {
                    assertThat(later.at()).isAfter(now);
                    now = later.at();
                } else if (plan instanceof AuditPlan.Slice slice) {
                    assertThat(slice.from()).isEqualTo(reached);
                    assertThat(slice.to()).isGreaterThan(reached);
                    reached = slice.to();
                    visits++;
                }
            }
            assertThat(visits).isBetween(1L, AuditPlan.MOST_STRIDES);
            assertThat(now).isEqualTo(BEGAN.plus(period.multipliedBy(4).dividedBy(5)));
        }
    }

    private static long bytes(double gib) {
        return (long) (gib * GIB);
    }
}

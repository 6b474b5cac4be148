package io.spirula.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FreeTextTest {

    private static final String HALF_A_MEGABYTE = "x".repeat(500_000);

    @Test
    void aTextThatIsNotTooLongStaysAsItIs() {
        String longest = "x".repeat(FreeText.LONGEST);
        assertThat(new Reason("CODE", longest).text()).isEqualTo(longest);
        assertThat(new Reason("CODE", "").text()).isEmpty();
    }

    @Test
    void aReasonOrDetailThatQuotesAnythingIsCut() {
        assertThat(new Reason("CODE", HALF_A_MEGABYTE).text())
                .hasSize(FreeText.LONGEST)
                .endsWith("x...");
        AuditRecorded audit = new AuditRecorded(
                UUID.randomUUID(),
                Instant.EPOCH,
                "actor",
                "tenant",
                "run.request",
                "runs",
                AuditOutcome.REFUSED,
                HALF_A_MEGABYTE);
        assertThat(audit.detail()).hasSize(FreeText.LONGEST).endsWith("x...");
    }

    @Test
    void itIsCutBetweenCharacters() {
        for (String begin : new String[] {"", "x"}) {
            String cut = FreeText.cut(begin + "\uD83D\uDC1A".repeat(FreeText.LONGEST));
            assertThat(cut).hasSizeBetween(FreeText.LONGEST - 1, FreeText.LONGEST);
            assertThat(cut).matches("x?(\uD83D\uDC1A)+\\.\\.\\.");
        }
    }
}

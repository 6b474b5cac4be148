package io.spirula.rbd.checkup;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.query.DoctorAnswer.Finding;
import io.spirula.contracts.query.Verdict;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LibraryCheckupTest {

    @ParameterizedTest
    @ValueSource(strings = {"16.2.15", "16.2.15+ds-0+deb12u1", "16.2.16", "16.3.0", "17.0.0", "20.2.1-rc1"})
    void theOldestReleaseAndAllThatAreNewerAreWell(String release) {
        Finding finding = LibraryCheckup.judge(Optional.of(release));

        assertThat(finding.verdict()).isEqualTo(Verdict.OK);
        assertThat(finding.text()).isEqualTo("release " + release);
    }

    @ParameterizedTest
    @ValueSource(strings = {"16.2.14", "16.2.9+ds", "16.1.99", "15.2.17", "9.2.1"})
    void anOlderOneFailsAndTheLineUpgradesIt(String release) {
        Finding finding = LibraryCheckup.judge(Optional.of(release));

        assertThat(finding.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(finding.code()).isEqualTo("LIBRBD_OLD");
        assertThat(finding.text()).contains(release, "16.2.15");
        assertThat(finding.mend()).startsWith("apt-get install --only-upgrade librbd1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "unknown", "16.2", "v16.2.15", "99999.2.15"})
    void oneThatIsNoReleaseIsToldAsUnknown(String release) {
        assertThat(LibraryCheckup.judge(Optional.of(release)).code()).isEqualTo("LIBRBD_UNKNOWN");
    }

    @Test
    void oneThatTellsNothingIsToldAsUnknown() {
        assertThat(LibraryCheckup.judge(Optional.empty()).verdict()).isEqualTo(Verdict.WARNING);
    }
}

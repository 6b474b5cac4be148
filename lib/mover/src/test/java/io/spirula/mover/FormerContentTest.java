package io.spirula.mover;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.policy.VerifyMode;
import io.spirula.rbd.RbdImage;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is read at a target's base to keep up the digest. */
class FormerContentTest {

    private static final int MIB = 1 << 20;

    private final InMemorySites sites = new InMemorySites();
    private final Copies copies = sites.copies(24 * MIB + 5000);
    private final Budget atTarget = new Budget(Long.MAX_VALUE);

    @BeforeEach
    void aPointAndWhatChangedSince() {
        copies.verify = VerifyMode.NONE;
        write(0, 2 * MIB);
        write(20 * MIB, 4 * MIB + 5000);
        copies.protect("s0");
        write(MIB + 512, 100);
        write(8 * MIB, 64 * 1024);
        copies.context = Budget.context(Throttle.NONE, atTarget, () -> true);
    }

    @AfterEach
    void close() {
        copies.close();
        sites.close();
    }

    private void write(long offset, int length) {
        copies.owner().write(offset, ImageBytes.random(new Random(offset), length));
    }

    private void assertDigestOf(String point, long readAtTarget) {
        long end = copies.snapshot(point);
        copies.copy(end);
        try (RbdImage source = copies.openSourceAt(end)) {
            assertThat(copies.digests.get(end)).isEqualTo(ImageBytes.digest(source));
        }
        assertThat(atTarget.taken()).isEqualTo(readAtTarget);
    }

    @Test
    void itIsTheBlocksThatChangedAndHeldSomething() {
        assertDigestOf("s1", 4096);
    }

    @Test
    void itIsWhatAShrinkCutOff() {
        copies.owner().resize(22 * MIB + 1);

        assertDigestOf("s1", 4096 + 2 * MIB + 5000);
    }

    @Test
    void itIsNothingBehindTheEndOfTheBase() {
        copies.owner().resize(40 * MIB);
        write(24 * MIB + 5000, 2 * MIB);

        assertDigestOf("s1", 4096 + 904);
    }

    @Test
    void itIsNothingWhereNoDigestIsWanted() {
        copies.digest = false;
        long end = copies.snapshot("s1");

        copies.copy(end);

        assertThat(atTarget.taken()).isZero();
        assertThat(copies.digests).doesNotContainKey(end);
    }

    @Test
    void itIsNothingWhereTheBaseHasNoDigest() {
        copies.digests.clear();
        long end = copies.snapshot("s1");

        copies.copy(end);

        assertThat(atTarget.taken()).isZero();
        assertThat(copies.digests).isEmpty();
    }

    @Test
    void itIsNothingWhereEverythingIsMoved() {
        copies.everything = true;

        assertDigestOf("s1", 0);
    }
}

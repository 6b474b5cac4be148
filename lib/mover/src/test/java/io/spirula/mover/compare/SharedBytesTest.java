package io.spirula.mover.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.mover.ImageBytes;
import io.spirula.mover.InMemorySites;
import io.spirula.mover.pipeline.Range;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.Snapshot;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedBytesTest {

    private static final int MIB = 1 << 20;

    private final InMemorySites sites = new InMemorySites();

    @AfterEach
    void close() {
        sites.close();
    }

    @Test
    void whatWasNotWrittenInBetweenIsSharedAndNothingElse() {
        sites.poolA.create("vm", ImageSpec.ofSize(20 * MIB));
        try (RbdImage image = sites.poolA.open(ImageLocator.byName("vm"))) {
            image.write(0, ImageBytes.random(new Random(1), 12 * MIB));
            long older = image.snapshots().create("older");
            image.write(2 * MIB, ImageBytes.random(new Random(2), MIB));
            image.resize(24L * MIB);
            image.write(20L * MIB, ImageBytes.random(new Random(3), MIB));
            long newer = image.snapshots().create("newer");
            try (RbdImage view = sites.poolA.openSnapshot(ImageLocator.byName("vm"), newer)) {
                Snapshot base = view.snapshots().find(older).orElseThrow();

                assertThat(shares(view, base, new Range(2 * MIB, MIB))).isFalse();
                assertThat(shares(view, base, new Range(2 * MIB, MIB + 1))).isTrue();
                assertThat(shares(view, base, new Range(2 * MIB - 1, 2))).isTrue();
                assertThat(shares(view, base, new Range(7 * MIB, 1))).isTrue();
                assertThat(shares(view, base, new Range(20L * MIB, MIB)))
                        .as("beyond the end of the older one")
                        .isFalse();
                assertThat(SharedBytes.any(view, base, List.of(new Range(2 * MIB, 1), new Range(0, 1))))
                        .isTrue();
            }
        }
    }

    private static boolean shares(RbdImage view, Snapshot base, Range place) {
        return SharedBytes.any(view, base, List.of(place));
    }
}

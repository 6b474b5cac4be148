package io.spirula.transfer.move;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.rbd.ImageFeature;
import io.spirula.rbd.ImageFeatures;
import io.spirula.rbd.ImageInfo;
import io.spirula.rbd.ImageSpec;
import org.junit.jupiter.api.Test;

class ReplicaShapeTest {

    @Test
    void theGeometryIsThatOfTheSourceAndTheFeaturesThoseOfAReplica() {
        ImageSpec spec = ReplicaShape.like(info(1 << 20, 64 << 10, 4));
        assertThat(spec.order()).isEqualTo(20);
        assertThat(spec.stripeUnit()).isEqualTo(64 << 10);
        assertThat(spec.stripeCount()).isEqualTo(4);
        assertThat(spec.size()).isZero();
        assertThat(spec.features().contains(ImageFeature.EXCLUSIVE_LOCK)).isTrue();
        assertThat(spec.features().contains(ImageFeature.JOURNALING)).isFalse();
    }

    @Test
    void anImageWithoutStripesGetsNone() {
        assertThat(ReplicaShape.like(info(4 << 20, 4 << 20, 1)).stripeCount()).isZero();
    }

    private static ImageInfo info(long objectSize, long stripeUnit, long stripeCount) {
        return new ImageInfo(
                1,
                objectSize,
                stripeUnit,
                stripeCount,
                ImageFeatures.of(ImageFeature.LAYERING, ImageFeature.JOURNALING),
                false,
                false,
                1,
                "rbd_data.1");
    }
}

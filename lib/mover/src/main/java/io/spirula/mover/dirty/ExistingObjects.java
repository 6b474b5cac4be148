package io.spirula.mover.dirty;

import io.spirula.mover.pipeline.EveryPart;
import io.spirula.mover.pipeline.Parts;
import io.spirula.rbd.DiffRequest;
import io.spirula.rbd.ImageFeature;
import io.spirula.rbd.ImageInfo;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.UnsafeDiffException;
import java.util.List;

/**
 * Where images have objects at all, by their object maps. librbd itself reads an object that its map does not have as
 * zeroes without asking for it, so two images are equal wherever neither has one. Unlike what has changed, that is not
 * forgotten by a roll back.
 */
public final class ExistingObjects {

    private ExistingObjects() {}

    /**
     * All parts where one of these has objects; every part where the maps cannot tell.
     *
     * @param images of equal size and shape, each set to HEAD or to a snapshot
     * @param threads that will ask
     * @throws io.spirula.rbd.RbdException if the cluster refuses or does not answer
     */
    public static Parts of(List<RbdImage> images, int threads) {
        ImageInfo shape = images.get(0).info();
        DirtyObjects existing = new DirtyObjects(Math.max(1, shape.size()), shape.stripePeriod());
        try {
            for (RbdImage image : images) {
                if (!tells(image)) {
                    return new EveryPart(0, shape.size(), shape.stripePeriod(), threads);
                }
                image.diff(
                        DiffRequest.fromBeginning(0, shape.size()).wholeObjects(),
                        (offset, length, exists) -> existing.add(offset, length));
            }
        } catch (UnsafeDiffException e) {
            return new EveryPart(0, shape.size(), shape.stripePeriod(), threads);
        }
        return new DirtyParts(existing);
    }

    private static boolean tells(RbdImage image) {
        ImageInfo info = image.info();
        return info.features().contains(ImageFeature.EXCLUSIVE_LOCK)
                && info.features().contains(ImageFeature.OBJECT_MAP)
                && info.features().contains(ImageFeature.FAST_DIFF)
                && !info.objectMapInvalid()
                && !info.fastDiffInvalid()
                && image.parent().isEmpty();
    }
}

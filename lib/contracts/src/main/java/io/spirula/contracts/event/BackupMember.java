package io.spirula.contracts.event;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;

/**
 * One image of a backup.
 *
 * @param lineage the protected disk
 * @param image the source image
 * @param ref what people call the source image
 * @param point the point
 */
public record BackupMember(LineageId lineage, ImageId image, ImageRef ref, PointId point) {}

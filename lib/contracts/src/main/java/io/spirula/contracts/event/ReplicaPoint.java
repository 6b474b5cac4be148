package io.spirula.contracts.event;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;

/**
 * Where a copy on a cluster is: an image and a snapshot of it.
 *
 * @param image the replica
 * @param ref what people call the replica at that time
 * @param epoch the generation of the replica
 * @param snapshotId the id of the snapshot on the replica
 */
public record ReplicaPoint(ImageId image, ImageRef ref, long epoch, long snapshotId) {}

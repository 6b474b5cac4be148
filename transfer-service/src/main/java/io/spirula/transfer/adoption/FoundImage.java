package io.spirula.transfer.adoption;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.mover.replica.ReplicaIdentity;
import org.jspecify.annotations.Nullable;

/**
 * An image that says it is a replica.
 *
 * @param id which
 * @param ref what it is called
 * @param identity what it says; null when that makes no sense
 */
record FoundImage(ImageId id, ImageRef ref, @Nullable ReplicaIdentity identity) {}

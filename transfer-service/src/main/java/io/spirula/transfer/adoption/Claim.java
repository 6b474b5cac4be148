package io.spirula.transfer.adoption;

import io.spirula.contracts.ImageRef;
import io.spirula.contracts.event.Assurance;
import io.spirula.mover.replica.PointRecord;

/**
 * A snapshot that a replica calls a point, as far as it can be believed.
 *
 * @param record what the replica says of it
 * @param source what people called the source image then
 * @param snapshotId the snapshot of the replica
 * @param proven whether it was marked as complete: then it is what its source was, for certain
 * @param assurance how well it was proven
 */
record Claim(PointRecord record, ImageRef source, long snapshotId, boolean proven, Assurance assurance) {}

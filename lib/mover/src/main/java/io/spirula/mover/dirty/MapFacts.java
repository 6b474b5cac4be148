package io.spirula.mover.dirty;

import io.spirula.rbd.ImageFeatures;
import io.spirula.rbd.checkup.LibrbdRelease;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a source's object maps.
 *
 * @param release of this process's librbd, if it tells
 * @param features of the image
 * @param chain each snapshot from base to end, in the order of their ids
 * @param olderThanBase how many snapshots of any kind the image has that are older than the base
 * @param notRolledBack it is certain that the image was not rolled back to one older than the base since that was made
 * @param audited the maps were once compared with what every object says
 * @param distrusted what an audit found them to lack; empty if none did
 */
public record MapFacts(
        Optional<LibrbdRelease> release,
        ImageFeatures features,
        List<Moment> chain,
        long olderThanBase,
        boolean notRolledBack,
        boolean audited,
        String distrusted) {

    public MapFacts {
        chain = List.copyOf(chain);
        if (chain.size() < 2) {
            throw new IllegalArgumentException("a chain has a base and an end: " + chain);
        }
    }

    /**
     * The image at a snapshot.
     *
     * @param size bytes
     * @param mapInvalid its object map or the fast-diff state in it is flagged as invalid
     */
    public record Moment(long snapshotId, long size, boolean mapInvalid, boolean hasParent) {}
}

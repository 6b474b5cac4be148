package io.spirula.mover.dirty;

import io.spirula.contracts.policy.DiffMode;
import io.spirula.mover.dirty.MapFacts.Moment;
import io.spirula.mover.dirty.Trust.Code;
import io.spirula.rbd.ImageFeature;
import io.spirula.rbd.checkup.LibrbdRelease;
import java.util.Optional;

/**
 * When object maps are trusted to name what changed. Each rule stands for a way in which they are known to lose changes;
 * docs/object-maps.md tells them. Pure.
 */
public final class TrustRules {

    private TrustRules() {}

    /** What an administrator says of a cluster's writers and what a policy asks for: whichever is more careful. */
    public static DiffMode agreed(DiffMode cluster, DiffMode policy) {
        return policy == DiffMode.EXACT ? DiffMode.EXACT : cluster;
    }

    /** A verdict that needs no look at the image; empty if it takes one. */
    public static Optional<Trust> withoutLooking(DiffMode agreed, boolean hasBase) {
        if (!hasBase) {
            return exact(Code.NO_BASE, "there is no base: everything that is allocated is copied");
        }
        return switch (agreed) {
            case EXACT -> exact(Code.EXACT_ASKED, "the policy or the configuration of the source cluster says exact");
            case AUTO ->
                exact(
                        Code.MAPS_UNPROVEN,
                        "object maps are as good as the librbd or kernel of whoever writes to the image, which is not"
                                + " known: if all are new enough, set spirula.clusters.NAME.diff to fast");
            case FAST -> Optional.empty();
        };
    }

    public static Trust judge(MapFacts facts) {
        return library(facts)
                .or(() -> image(facts))
                .or(() -> chain(facts))
                .or(() -> history(facts))
                .orElseGet(() -> new Trust.Fast("the object maps name what changed"));
    }

    private static Optional<Trust> library(MapFacts facts) {
        return facts.release().filter(TrustRules::readsMapsRight).isPresent()
                ? Optional.empty()
                : exact(
                        Code.LIBRBD_UNPROVEN,
                        "librbd here is of release "
                                + facts.release().map(LibrbdRelease::toString).orElse("unknown")
                                + ": object maps are read right from 16.2.15, 17.2.8, 18.2.4 and 19.2.0 on");
    }

    private static boolean readsMapsRight(LibrbdRelease release) {
        return release.compareTo(
                        switch (release.major()) {
                            case 17 -> new LibrbdRelease(17, 2, 8);
                            case 18 -> new LibrbdRelease(18, 2, 4);
                            case 19 -> new LibrbdRelease(19, 2, 0);
                            default -> new LibrbdRelease(16, 2, 15);
                        })
                >= 0;
    }

    private static Optional<Trust> image(MapFacts facts) {
        if (end(facts).size() == 0) {
            return exact(Code.IMAGE_EMPTY, "the image has a size of 0 bytes");
        }
        for (ImageFeature needed :
                new ImageFeature[] {ImageFeature.EXCLUSIVE_LOCK, ImageFeature.OBJECT_MAP, ImageFeature.FAST_DIFF}) {
            if (!facts.features().contains(needed)) {
                return exact(Code.NO_OBJECT_MAPS, "the image has not the feature " + needed);
            }
        }
        return Optional.empty();
    }

    private static Optional<Trust> chain(MapFacts facts) {
        long size = 0;
        for (Moment moment : facts.chain()) {
            String where = "snapshot " + moment.snapshotId();
            if (moment.hasParent()) {
                return exact(Code.HAS_PARENT, "the image is a clone at " + where);
            }
            if (moment.size() < size) {
                return exact(
                        Code.IMAGE_SHRANK,
                        "the image became smaller before " + where + ": " + moment.size() + " bytes after " + size);
            }
            if (moment.mapInvalid()) {
                return exact(
                        Code.MAP_INVALID,
                        "the object map of " + where
                                + " is flagged as invalid: rbd object-map rebuild IMAGE, and once more for IMAGE@SNAPSHOT");
            }
            size = moment.size();
        }
        return Optional.empty();
    }

    private static Optional<Trust> history(MapFacts facts) {
        if (!facts.distrusted().isEmpty()) {
            return exact(
                    Code.MAPS_DISTRUSTED,
                    facts.distrusted() + "; mend the cause, rebuild the maps and say so: docs/object-maps.md");
        }
        if (facts.olderThanBase() > 0) {
            return exact(
                    Code.OLDER_SNAPSHOT,
                    facts.olderThanBase() + " snapshots of the image are older than base "
                            + facts.chain().get(0).snapshotId() + ": object maps forget a roll back to one of them");
        }
        if (!facts.notRolledBack()) {
            return exact(
                    Code.ROLLBACK_POSSIBLE,
                    "the image may have been rolled back to an older snapshot since base "
                            + facts.chain().get(0).snapshotId() + " was made, which object maps forget");
        }
        return facts.audited()
                ? Optional.empty()
                : exact(
                        Code.NEVER_AUDITED,
                        "the object maps of the image were not compared with what every object says before");
    }

    private static Moment end(MapFacts facts) {
        return facts.chain().get(facts.chain().size() - 1);
    }

    private static Optional<Trust> exact(Code code, String text) {
        return Optional.of(new Trust.Exact(code, text));
    }
}

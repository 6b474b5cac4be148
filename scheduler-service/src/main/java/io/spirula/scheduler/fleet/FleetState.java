package io.spirula.scheduler.fleet;

import io.spirula.contracts.LineageId;
import io.spirula.contracts.event.Copy;
import io.spirula.scheduler.inventory.ObservedImage;
import io.spirula.scheduler.policy.Policy;
import io.spirula.scheduler.progress.Progress;
import io.spirula.scheduler.protection.Protection;
import io.spirula.scheduler.run.Run;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * All that the views of the fleet are made of, read at one moment.
 *
 * @param images all images that were told of
 * @param policies all policies
 * @param protections all protections
 * @param newestComplete each tenant's newest complete copy of each disk on each target
 * @param open copies that somebody works on, or waits to
 * @param running runs that are running
 * @param lastEnded the last ended run of each disk and policy
 * @param progress of open copies, by copy
 * @param unread topics that this service is still to read: no schedule fires before
 * @param denied topics that this service is not let read
 * @param at the moment
 */
record FleetState(
        List<ObservedImage> images,
        List<Policy> policies,
        List<Protection> protections,
        List<Copy> newestComplete,
        List<Copy> open,
        List<Run> running,
        List<Run> lastEnded,
        Map<UUID, Progress> progress,
        Set<String> unread,
        Set<String> denied,
        Instant at) {

    Optional<Policy> policy(String name) {
        return policies.stream().filter(policy -> policy.name().equals(name)).findFirst();
    }

    List<Copy> openOf(LineageId lineage) {
        return open.stream().filter(copy -> copy.lineage().equals(lineage)).toList();
    }

    static boolean belongs(Run run, Protection protection) {
        return run.lineage().equals(protection.lineage()) && run.policy().equals(protection.policy());
    }
}
